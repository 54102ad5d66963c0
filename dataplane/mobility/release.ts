// What became of packets that waited for a path, as a receipt tells it.
import type { DnsName } from '../wire/dns-name.ts'
import type { HandoverRecord } from './handover-record.ts'
import type { MovingAssociations } from './ports.ts'

/** Ends a peer's hold, and writes how many packets left by it, or were lost by waiting. */
export function releaseTo(
  associations: MovingAssociations,
  name: DnsName,
  resendSinceUs: number,
  record: HandoverRecord | undefined,
): void {
  const lostBefore = associations.lostOf(name)
  const released = associations.resume(name, resendSinceUs)
  if (released === undefined || record === undefined) return
  const { heldSent, resent } = released
  record.counts(name, { held: heldSent, resent, lost: associations.lostOf(name) - lostBefore })
  if (heldSent > 0) record.note('held-sent', String(heldSent), { name })
  if (resent > 0) record.note('resent', String(resent), { name })
}
