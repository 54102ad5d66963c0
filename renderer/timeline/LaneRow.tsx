// One lane: its name and rows at the left, then the drawing, which is decoration, under the list of events, which is not:
// each event is an item of an ordered list at its mark's place.
import { memo, useMemo } from 'react'
import { classNames } from '../ui/class-names.ts'
import { handoversText, phaseSentence, preciseText, trackWords } from '../text/handovers-text.ts'
import { LaneMarks } from './LaneMarks.tsx'
import { drawLane, laneHeight } from './drawing.ts'
import type { LaneDrawing } from './drawing.ts'
import type { Lane } from './lanes.ts'
import type { TimeScale } from './time-scale.ts'
import type { EventPlace } from './walk.ts'

export type LaneRowProps = {
  lane: Lane
  name: string
  scale: TimeScale
  isRunning: boolean
  /** Of this lane's events the one that Tab reaches; null where it is in another lane. */
  reached: number | null
  /** Distinct among the timelines of a page. */
  idPrefix: string
}

export function eventId(idPrefix: string, { lane, event }: EventPlace): string {
  return `${idPrefix}-${lane.replaceAll(' ', '-')}-${event}`
}

export const LaneRow = memo(function LaneRow(props: LaneRowProps) {
  const { lane, name, scale, isRunning } = props
  const drawing = useMemo(() => drawLane(lane, scale, isRunning), [lane, scale, isRunning])
  const counts = handoversText.counts(lane)
  const isHost = lane.owner.kind === 'host'
  return (
    <li
      className="grid grid-cols-(--timeline-columns) border-t border-line [contain-intrinsic-size:auto_90px] [content-visibility:auto]"
      data-lane={lane.key}
    >
      <div className="relative pr-3" style={{ height: laneHeight(lane) }}>
        <h3
          title={name}
          className={classNames(
            'truncate pt-1.5 pr-2 text-fine font-semibold',
            isHost ? 'text-ink-soft' : 'text-ink',
          )}
        >
          {name}
        </h3>
        {counts.length > 0 && (
          <ul className="pt-0.5 text-xs leading-4 text-ink-soft">
            {counts.map(({ words, isLoss }) => (
              <li key={words} className={classNames(isLoss && 'font-medium text-fault')}>
                {words}
              </li>
            ))}
          </ul>
        )}
        {drawing.rows.map(({ track, y }) => (
          <span
            key={track}
            aria-hidden="true"
            className="absolute right-3 -translate-y-1/2 text-xs text-ink-faint"
            style={{ top: y }}
          >
            {trackWords[track]}
          </span>
        ))}
      </div>
      <div className="relative overflow-clip [overflow-clip-margin:4px]">
        <LaneMarks drawing={drawing} width={scale.width} />
        <p className="pointer-events-none absolute top-1.5 right-0 flex gap-3 rounded bg-panel/80 pl-2 text-xs text-ink-faint">
          {lane.omitted > 0 && <span>{handoversText.omitted(lane.omitted)}</span>}
          {drawing.earlier > 0 && <span>← {handoversText.earlier(drawing.earlier)}</span>}
          {drawing.later > 0 && <span>{handoversText.later(drawing.later)} →</span>}
        </p>
        <EventItems {...props} drawing={drawing} />
      </div>
    </li>
  )
})

function EventItems({
  lane,
  name,
  scale,
  reached,
  idPrefix,
  drawing,
}: LaneRowProps & { drawing: LaneDrawing }) {
  if (lane.events.length === 0) return null
  const marks = new Map(drawing.marks.map((mark) => [mark.event, mark]))
  return (
    <ol aria-label={handoversText.laneEvents(name)}>
      {lane.events.map((event, at) => {
        const mark = marks.get(at)
        // What is out of sight stands at the edge: whoever walks there has it brought into sight.
        const { x, y } = mark ?? { x: event.at < scale.from ? 0 : scale.width, y: 0 }
        return (
          <li
            // Events of a lane are told by their order.
            key={at}
            id={eventId(idPrefix, { lane: lane.key, event: at })}
            data-event={at}
            tabIndex={at === reached ? 0 : -1}
            className={classNames(
              'absolute -mt-2.5 -ml-2.5 size-5 rounded-full outline-offset-0 hover:bg-ink/10',
              mark === undefined && 'pointer-events-none opacity-0',
            )}
            style={{ left: x, top: y }}
          >
            <span className="sr-only">
              <time dateTime={isoDuration(event.at)}>{preciseText(event.at)}</time>{' '}
              {phaseSentence(event)}
            </span>
          </li>
        )
      })}
    </ol>
  )
}

/** `PT0.0032S`. */
function isoDuration(ms: number): string {
  return `PT${Math.max(0, ms / 1000)
    .toFixed(6)
    .replace(/0+$/, '')
    .replace(/\.$/, '')}S`
}
