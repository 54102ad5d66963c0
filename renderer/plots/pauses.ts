// Times in which nothing came, as the paper's figures show a move. Pure.
import type { Direction } from './stream-record.ts'

/** By the stream's time. */
export type TimeSpan = { fromMs: number; toMs: number }

/** From the last message before to the first one after; where that is awaited, `isOpen`, to what is known. */
export type Pause = TimeSpan & { isOpen: boolean }

/** Shorter ones are the machine's own: messages are a millisecond apart, and so is its scheduler. */
export const leastPauseMs = 5

/** What came is known some 100 ms later: only what is longer is waited for. */
export const leastOpenMs = 300

export function lengthOf({ fromMs, toMs }: TimeSpan): number {
  return toMs - fromMs
}

/** Those of at least `leastPauseMs` that touch this time, in order; what came by its end must be known. */
export function pausesIn(direction: Direction, fromMs: number, toMs: number): Pause[] {
  const { received } = direction
  const pauses: Pause[] = []
  for (let place = Math.max(1, received.firstFrom(fromMs)); place < received.length; place += 1) {
    const before = received.timeAt(place - 1)
    if (before > toMs) break
    const after = received.timeAt(place)
    if (after - before >= leastPauseMs) {
      pauses.push({ fromMs: before, toMs: after, isOpen: false })
    }
  }
  const lastMs = lastSignOf(direction)
  if (lastMs !== null && toMs - lastMs >= leastOpenMs) {
    pauses.push({ fromMs: lastMs, toMs, isOpen: true })
  }
  return pauses
}

/** When something came last; where nothing ever has, when the first message was sent. */
function lastSignOf({ sent, received }: Direction): number | null {
  if (received.length > 0) return received.timeAt(received.length - 1)
  return sent.length > 0 ? sent.timeAt(0) : null
}

export function longest(pauses: readonly Pause[]): Pause | null {
  return pauses.reduce<Pause | null>(
    (best, pause) => (best === null || lengthOf(pause) > lengthOf(best) ? pause : best),
    null,
  )
}

/** The few that stand out: on a busy machine there are many. */
export function longestFew(pauses: readonly Pause[], count: number): Pause[] {
  return pauses.toSorted((one, other) => lengthOf(other) - lengthOf(one)).slice(0, count)
}

/** Of the messages that were sent in the pause, how many have not come. By TCP each comes. */
export function missingOf({ sent, received }: Direction, { fromMs, toMs }: TimeSpan): number {
  const came = new Set<number>()
  for (let place = received.firstFrom(fromMs); place < received.length; place += 1) {
    came.add(received.numberAt(place))
  }
  let missing = 0
  for (let place = sent.firstFrom(fromMs); place < sent.firstFrom(toMs); place += 1) {
    if (!came.has(sent.numberAt(place))) missing += 1
  }
  return missing
}
