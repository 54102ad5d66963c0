// Times in which nothing came, as the paper's figures show a move. Pure.
import type { Direction } from './stream-record.ts'

/** By the stream's time, from the last message before to the first one after. */
export type Pause = { fromMs: number; toMs: number }

/** Shorter ones are the machine's own: messages are a millisecond apart, and so is its scheduler. */
export const leastPauseMs = 5

export function lengthOf({ fromMs, toMs }: Pause): number {
  return toMs - fromMs
}

/** Of at least `leastPauseMs`, that touch this time; in order of time. */
export function pausesIn({ received }: Direction, fromMs: number, toMs: number): Pause[] {
  const pauses: Pause[] = []
  for (let place = Math.max(1, received.firstFrom(fromMs)); place < received.length; place += 1) {
    const before = received.timeAt(place - 1)
    if (before > toMs) break
    const after = received.timeAt(place)
    if (after - before >= leastPauseMs) pauses.push({ fromMs: before, toMs: after })
  }
  return pauses
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
export function missingOf({ sent, received }: Direction, { fromMs, toMs }: Pause): number {
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
