// What a plot of messages says where somebody points at it. Pure.
import { labText } from '../text/lab-text.ts'
import type { MessageSeries } from './message-series.ts'
import type { Direction } from './stream-record.ts'

/** @param shownMs how the plot writes this time */
export function readingAt({ sent, received }: Direction, ms: number, shownMs: number): string {
  const time = `${shownMs.toFixed(1).replace('-', '−')} ms`
  return labText.pointed(time, newestAt(sent, ms), newestAt(received, ms))
}

/** The number of the last message up to this time. */
function newestAt(series: MessageSeries, ms: number): number | null {
  const place = series.firstFrom(ms) - 1
  return place < 0 ? null : series.numberAt(place)
}
