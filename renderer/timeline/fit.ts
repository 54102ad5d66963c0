// Which span of time is shown where nobody has chosen one. Pure.
import type { Lane } from './lanes.ts'
import { padded, roundStep } from './time-scale.ts'
import type { Span, Warp } from './time-scale.ts'

/** `gap`: up to the moment at which partners were heard again. `all`: each event, also DNS's, which comes later. */
export type Fit = 'gap' | 'all'

const LEAST_MS = 0.5
/** Left of the beginning, as a part of the whole. */
const EDGE = 0.03

export function fitOf(lanes: readonly Lane[], fit: Fit, warp: Warp): Span {
  const events = lanes.flatMap((lane) => lane.events.map(({ at }) => at))
  const gaps = lanes.flatMap(({ gap }) =>
    gap.is === 'closed' || gap.is === 'unheard' ? [gap.from, gap.to] : [],
  )
  const shown = fit === 'gap' && gaps.length > 0 ? [0, ...gaps] : [0, ...gaps, ...events]
  const first = least(shown)
  const last = Math.max(greatest(shown), first + LEAST_MS)
  // Words stand right of what they tell of.
  return padded({ from: first, to: last }, warp, EDGE, fit === 'gap' ? 0.3 : 0.14)
}

/**
 * Of a move that goes on: the drawing has room up to a round time and gets more only when that is reached, so that it stands
 * still meanwhile.
 */
export function growingSpan(lanes: readonly Lane[], nowMs: number, warp: Warp): Span {
  const first = least([0, ...lanes.flatMap(({ events }) => events.slice(0, 1).map(({ at }) => at))])
  const to = Math.max(10, roundStep(Math.max(0, nowMs) * 1.1))
  return { ...padded({ from: first, to }, warp, EDGE, 0), to }
}

/** Of any number of values, where `Math.min(...values)` has too many arguments. */
function least(values: readonly number[]): number {
  return values.reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY)
}

function greatest(values: readonly number[]): number {
  return values.reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY)
}
