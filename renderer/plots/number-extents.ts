// Which numbers of messages a plot of a time shows: those that were sent or came in it, with an edge. Pure.
import type { MessageSeries } from './message-series.ts'
import type { Direction } from './stream-record.ts'

export function numberExtents(
  { sent, received }: Direction,
  fromMs: number,
  toMs: number,
): readonly [number, number] {
  const ends = [sent, received].flatMap((series) => endsOf(series, fromMs, toMs))
  if (ends.length === 0) return [0, 1]
  const low = Math.min(...ends)
  const high = Math.max(...ends)
  const edge = Math.max(1, (high - low) * 0.06)
  return [low - edge, high + edge]
}

/** Numbers grow with time, nearly: the ends are enough. */
function endsOf(series: MessageSeries, fromMs: number, toMs: number): number[] {
  const from = series.firstFrom(fromMs)
  const to = series.firstFrom(toMs) - 1
  return to < from ? [] : [series.numberAt(from), series.numberAt(to)]
}
