// Bars of a lane: from a question to its answer, from an address's loss to the next one. Pure.
import type { HandoverEvent } from '../../dataplane/contract/handovers.ts'
import { barRules } from './tracks.ts'
import type { BarRule } from './tracks.ts'

/** `opens` and `closes`: which of the lane's events; null where nothing has closed it. */
export type Bar = { rule: BarRule; opens: number; closes: number | null }

/** What is tried again before it is answered is one bar, from the first try. */
export function barsOf(events: readonly HandoverEvent[]): Bar[] {
  return barRules.flatMap((rule) => {
    const bars: Bar[] = []
    let open: Bar | undefined
    for (const [at, { what }] of events.entries()) {
      if (what === rule.closes && open !== undefined) {
        open.closes = at
        open = undefined
      } else if (what === rule.opens && open === undefined) {
        open = { rule, opens: at, closes: null }
        bars.push(open)
      }
    }
    return bars
  })
}
