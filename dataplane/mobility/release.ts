// What became of packets that waited for a path, as a receipt tells it.
import type { DnsName } from '../wire/dns-name.ts'
import type { HandoverRecord } from './handover-record.ts'
import type { MovingAssociations } from './ports.ts'

/** In packets on the wire. */
export interface Released {
  heldSent: number
  resent: number
  /** They waited too long, or were too many. */
  lost: number
}

/** Ends a peer's hold. Undefined where there is no path to it. */
export function release(
  associations: MovingAssociations,
  name: DnsName,
  resendSinceUs: number,
): Released | undefined {
  const lostBefore = associations.lostOf(name)
  const released = associations.resume(name, resendSinceUs)
  return released && { ...released, lost: associations.lostOf(name) - lostBefore }
}

/** @param released undefined where nothing could be */
export function noteRelease(
  record: HandoverRecord,
  name: DnsName,
  released: Released | undefined,
): void {
  if (released === undefined) return
  const { heldSent, resent, lost } = released
  record.counts(name, { held: heldSent, resent, lost })
  if (heldSent > 0) record.note('held-sent', String(heldSent), { name })
  if (resent > 0) record.note('resent', String(resent), { name })
}
