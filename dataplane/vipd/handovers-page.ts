// As many receipts as one reply may have (contract/control-protocol.ts, `maxReplyBytes`).
import type { CallOutput } from '../contract/calls.ts'
import { maxReplyBytes } from '../contract/control-protocol.ts'
import type { Handover } from '../contract/handovers.ts'

/** Half of a reply, so that what the frame adds, and what the redaction puts in, find room. */
const maxPageBytes = maxReplyBytes / 2

/** @param receipts oldest first */
export function handoversPage(receipts: readonly Handover[]): CallOutput<'handovers'> {
  const page: Handover[] = []
  let bytes = 0
  for (const receipt of receipts) {
    const fitting = cutToFit(receipt)
    bytes += jsonBytes(fitting)
    if (bytes > maxPageBytes) break
    page.push(fitting)
  }
  return { handovers: page, more: page.length < receipts.length }
}

/** One receipt of hundreds of partners may be too long by itself: those that find no room are counted. */
function cutToFit(receipt: Handover): Handover {
  if (jsonBytes(receipt) <= maxPageBytes) return receipt
  let bytes = jsonBytes({ ...receipt, partners: [] })
  const partners = receipt.partners.filter((partner) => {
    bytes += jsonBytes(partner)
    return bytes <= maxPageBytes
  })
  const cut = receipt.partners.length - partners.length
  return { ...receipt, partners, omittedPartners: receipt.omittedPartners + cut }
}

/** With the comma behind it. */
function jsonBytes(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1
}
