// The time in which a partner could not be reached, as the receipt counts it. Pure.
import type { Handover, HandoverPartner } from '../../dataplane/contract/handovers.ts'

/** Milliseconds after the move began. */
export type Gap =
  /** This host's own lane, and partners of a receipt that tells of none. */
  | { is: 'none' }
  | { is: 'closed'; from: number; to: number; outageMs: number }
  /** The partner is not heard yet. */
  | { is: 'open'; from: number }
  /** It was not heard before the receipt ended. */
  | { is: 'unheard'; from: number; to: number }

export function gapOf(handover: Handover, { events, outageMs }: HandoverPartner): Gap {
  const heard = events.findLast(({ what }) => what === 'first-packet-in')
  if (outageMs !== null) {
    // The receipt counts to this packet, so that it began as much earlier.
    if (heard !== undefined)
      return { is: 'closed', from: heard.at - outageMs, to: heard.at, outageMs }
    const from = beginningOf(handover)
    return { is: 'closed', from, to: from + outageMs, outageMs }
  }
  const from = beginningOf(handover)
  if (handover.state === 'running') return { is: 'open', from }
  const last = events.at(-1)
  return last === undefined || last.at <= from
    ? { is: 'none' }
    : { is: 'unheard', from, to: last.at }
}

/** Of an own move, from the newest address's being usable; while there is none, and of a partner's move, from its beginning. */
function beginningOf({ events }: Handover): number {
  return events.findLast(({ what }) => what === 'address-up')?.at ?? 0
}
