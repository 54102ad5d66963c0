// Which span of time a timeline shows: what the person chose, else what fits, growing while the move goes on.
import { useCallback, useMemo, useState } from 'react'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { fitOf, growingSpan } from './fit.ts'
import type { Fit } from './fit.ts'
import type { Lane } from './lanes.ts'
import type { Span, TimeScale, Warp } from './time-scale.ts'

type Choice = { is: 'fit'; fit: Fit } | { is: 'span'; span: Span }

export type ShownSpan = {
  scale: TimeScale
  /** Null while the person has zoomed. */
  fit: Fit | null
  setFit: (fit: Fit) => void
  setSpan: (span: Span) => void
  warp: Warp
  setWarp: (warp: Warp) => void
  /** The time has reached the right edge. */
  grow: (nowMs: number) => void
}

export function useShownSpan(handover: Handover, lanes: readonly Lane[], width: number): ShownSpan {
  const [choice, setChoice] = useState<Choice>({ is: 'fit', fit: 'gap' })
  const [warp, setWarp] = useState<Warp>('linear')
  const [reachedMs, setReachedMs] = useState(() => nowIn(handover))
  const isRunning = handover.state === 'running'
  const span = useMemo(() => {
    if (choice.is === 'span') return choice.span
    return isRunning ? growingSpan(lanes, reachedMs, warp) : fitOf(lanes, choice.fit, warp)
  }, [choice, isRunning, lanes, reachedMs, warp])
  const { from, to } = span
  const scale = useMemo(() => ({ from, to, warp, width }), [from, to, warp, width])
  const isGrowing = isRunning && choice.is === 'fit'
  const grow = useCallback(
    (nowMs: number) => {
      if (isGrowing) setReachedMs(nowMs)
    },
    [isGrowing],
  )
  return {
    scale,
    fit: choice.is === 'fit' ? choice.fit : null,
    setFit: useCallback((fit: Fit) => setChoice({ is: 'fit', fit }), []),
    setSpan: useCallback((chosen: Span) => setChoice({ is: 'span', span: chosen }), []),
    warp,
    setWarp,
    grow,
  }
}

/** Milliseconds since a move began, by this machine's clock, which is the helper's. */
export function nowIn({ startedAt }: Handover): number {
  return Math.max(0, Date.now() - startedAt)
}
