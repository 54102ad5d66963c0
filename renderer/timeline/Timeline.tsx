// The timeline of one receipt: a lane for this host and one for each partner, phases to scale, growing while the move goes on.
import { useCallback, useEffect, useId, useMemo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { readColours } from '../ui/theme-colours.ts'
import { handoversText } from '../text/handovers-text.ts'
import { EventDetail } from './EventDetail.tsx'
import { LaneRow } from './LaneRow.tsx'
import { HatchPatterns } from './LaneMarks.tsx'
import { NowEdge } from './NowEdge.tsx'
import { TickLines, TimeAxis } from './TimeAxis.tsx'
import { TimelineTools } from './TimelineTools.tsx'
import type { Lane } from './lanes.ts'
import { receiptJson, saveFile } from './receipt-file.ts'
import { receiptSvg } from './receipt-svg.ts'
import { panned, showing, ticksOf, zoomed } from './time-scale.ts'
import { useLanes } from './use-lanes.ts'
import { useShownSpan } from './use-shown-span.ts'
import type { ShownSpan } from './use-shown-span.ts'
import { useWalk } from './use-walk.ts'
import { useWidth } from '../ui/use-width.ts'

export function Timeline({ handover, hostName }: { handover: Handover; hostName: string }) {
  const idPrefix = useId()
  const lanes = useLanes(handover)
  const [width, measured] = useWidth()
  const shown = useShownSpan(handover, lanes, width)
  const { scale, setSpan } = shown
  const ticks = useMemo(() => (width === 0 ? [] : ticksOf(scale)), [scale, width])
  const isRunning = handover.state === 'running'
  const nameOf = (lane: Lane) => (lane.owner.kind === 'host' ? hostName : lane.owner.name)

  const zoom = (factor: number, position = width / 2) => setSpan(zoomed(scale, factor, position))
  const onOtherKey = (event: KeyboardEvent) => {
    if (event.key === '+' || event.key === '=') zoom(2)
    else if (event.key === '-') zoom(1 / 2)
    else if (event.key === '0') shown.setFit('all')
    else return
    event.preventDefault()
  }
  const bringIntoSight = (at: number) => {
    const span = showing(scale, at)
    if (span.from !== scale.from) setSpan(span)
  }
  const walk = useWalk(lanes, idPrefix, bringIntoSight, onOtherKey)
  const wheelTarget = useWheel(shown)
  const save = (ending: 'json' | 'svg') => {
    const name = handoversText.fileName(handover.id, handover.startedAt, ending)
    if (ending === 'json') saveFile(name, 'application/json', receiptJson(handover))
    else {
      const svg = receiptSvg(handover, lanes, scale, readColours(), hostName)
      saveFile(name, 'image/svg+xml', svg)
    }
  }

  return (
    <section
      aria-label={handoversText.timelineLabel}
      className="rounded-card border border-line bg-panel [--timeline-columns:9.5rem_minmax(0,1fr)] lg:[--timeline-columns:12rem_minmax(0,1fr)]"
    >
      <HatchPatterns />
      <TimelineTools shown={shown} onZoom={zoom} onSave={save} />
      <div className="sticky top-0 z-20 grid grid-cols-(--timeline-columns) border-t border-line bg-panel px-5">
        <span />
        <div ref={measured}>{width > 0 && <TimeAxis ticks={ticks} scale={scale} />}</div>
      </div>
      {/* Keys of the events within reach it by bubbling; it is no control itself. */}
      <div className="relative px-5" ref={wheelTarget} {...walk.handlers}>
        <div className="absolute inset-y-0 right-5 left-5 grid grid-cols-(--timeline-columns)">
          <span />
          <div className="relative">
            <TickLines ticks={ticks} scale={scale} />
          </div>
        </div>
        {width > 0 && (
          <ol aria-label={handoversText.timelineHelp} className="relative">
            {lanes.map((lane) => (
              <LaneRow
                key={lane.key}
                lane={lane}
                name={nameOf(lane)}
                scale={scale}
                isRunning={isRunning}
                reached={walk.reached?.lane === lane.key ? walk.reached.event : null}
                idPrefix={idPrefix}
              />
            ))}
          </ol>
        )}
        {isRunning && width > 0 && (
          <div className="pointer-events-none absolute inset-y-0 right-5 left-5 grid grid-cols-(--timeline-columns)">
            <span />
            <div className="relative overflow-clip">
              <NowEdge handover={handover} scale={scale} onPastEnd={shown.grow} />
            </div>
          </div>
        )}
      </div>
      {handover.omittedPartners > 0 && (
        <p className="border-t border-line px-5 py-2 text-fine text-ink-soft">
          {handoversText.omittedPartners(handover.omittedPartners)}
        </p>
      )}
      <div className="sticky bottom-0 z-10 overflow-clip rounded-b-card">
        <EventDetail lanes={lanes} place={walk.told} nameOf={nameOf} />
      </div>
    </section>
  )
}

/** Ctrl and the wheel zoom where the pointer is; a sideways wheel goes through time. The page scrolls by all others. */
function useWheel({ scale, setSpan }: ShownSpan): (element: HTMLElement | null) => void {
  const newest = useRef({ scale, setSpan })
  useEffect(() => {
    newest.current = { scale, setSpan }
  })
  return useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const onWheel = (event: WheelEvent) => {
      const { scale: now, setSpan: set } = newest.current
      const isZoom = event.ctrlKey || event.metaKey
      if (!isZoom && Math.abs(event.deltaX) <= Math.abs(event.deltaY)) return
      event.preventDefault()
      if (!isZoom) return set(panned(now, event.deltaX))
      const right = element.getBoundingClientRect().right
      const edge = Number.parseFloat(getComputedStyle(element).paddingRight)
      const position = now.width - (right - edge - event.clientX)
      set(zoomed(now, Math.exp(-event.deltaY / 240), Math.max(0, Math.min(now.width, position))))
    }
    // React's own listeners are passive: they cannot keep the page from being zoomed.
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => element.removeEventListener('wheel', onWheel)
  }, [])
}
