// The last move from near: the messages around the longest pause that it made, kept when the record has forgotten them. Pure.
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import { lengthOf, longest, missingOf, pausesIn } from './pauses.ts'
import type { Pause, TimeSpan } from './pauses.ts'
import { directionBetween, receivers } from './stream-record.ts'
import type { Direction, Receiver, StreamRecord } from './stream-record.ts'

export type CloseUp = {
  transport: StreamTransport
  fromMs: number
  toMs: number
  directions: Readonly<Record<Receiver, Direction>>
  /** The longest of each direction; null where nothing was missed for as long as a pause. */
  pauses: Readonly<Record<Receiver, Pause | null>>
  /** Messages of these pauses that have not come; by UDP they are lost where the pause is over. */
  missing: Readonly<Record<Receiver, number>>
}

/** Points are known some 100 ms after they happened, so that a move may have begun before the newest of them. */
const KNOWN_LATE_MS = 200
/** Around a pause, at least, and as a part of its length. */
const LEAST_EDGE_MS = 40
const EDGE = 0.45
/** A move that made no pause is shown with so much around its beginning. */
const QUIET_MS = 150

/** @param beganMs by the stream's time, the newest that was known when the move began; null before any message */
export function closeUpOf(record: StreamRecord, beganMs: number): CloseUp | null {
  const { transport, newestMs } = record
  if (transport === null || newestMs <= beganMs) return null
  const pausesOf = (at: Receiver) =>
    pausesIn(record.direction(at), beganMs - KNOWN_LATE_MS, newestMs)
  const all = { a: pausesOf('a'), b: pausesOf('b') }
  const greatest = longest([...all.a, ...all.b])
  // The other direction's pause is of the same move where both lie together.
  const pauseOf = (at: Receiver) =>
    greatest === null ? null : longest(all[at].filter((pause) => isNear(pause, greatest)))
  const pauses = { a: pauseOf('a'), b: pauseOf('b') }
  const { fromMs, toMs } = frameOf(Object.values(pauses), beganMs)
  const directionOf = (at: Receiver) => directionBetween(record.direction(at), fromMs, toMs)
  const directions = { a: directionOf('a'), b: directionOf('b') }
  const missingIn = (at: Receiver) => {
    const pause = pauses[at]
    return pause === null ? 0 : missingOf(record.direction(at), pause)
  }
  const missing = { a: missingIn('a'), b: missingIn('b') }
  return { transport, fromMs, toMs, directions, pauses, missing }
}

function isNear(pause: Pause, greatest: Pause): boolean {
  const edge = edgeOf(greatest)
  return pause.toMs >= greatest.fromMs - edge && pause.fromMs <= greatest.toMs + edge
}

function edgeOf(pause: Pause): number {
  return Math.max(LEAST_EDGE_MS, EDGE * lengthOf(pause))
}

function frameOf(pauses: readonly (Pause | null)[], beganMs: number): TimeSpan {
  const made = pauses.filter((pause) => pause !== null)
  const greatest = longest(made)
  if (greatest === null) {
    return { fromMs: Math.max(0, beganMs - QUIET_MS), toMs: beganMs + QUIET_MS }
  }
  const edge = edgeOf(greatest)
  return {
    fromMs: Math.max(0, Math.min(...made.map(({ fromMs }) => fromMs)) - edge),
    toMs: Math.max(...made.map(({ toMs }) => toMs)) + edge,
  }
}

/** The longest of both directions; null where the move made none. */
export function longestOf({ pauses }: CloseUp): Pause | null {
  return longest(receivers.flatMap((at) => pauses[at] ?? []))
}
