// The figures of one move, from what the hosts sent and received. Pure.
//
//   outage         from the moment at which the last host that moved had address and route on its new link, to the next
//                  message that the receiver got; of several directions the longest. By TCP a message counts when the
//                  program could read it, and so all before it.
//   first message  from the first message's being sent to its receiver's getting it, or the first that came after it
//   lost           UDP messages that were sent and never came, in both directions
import { otherHost } from '../address-plan.ts'
import type { LabHost } from '../address-plan.ts'
import type { StreamRecord } from './stream-record.ts'

export type HostRecords = Readonly<Record<LabHost, StreamRecord>>

const NS_PER_MS = 1e6

/** In ms; null when some direction never went on. @param senders at least one */
export function outageMs(
  records: HostRecords,
  senders: readonly LabHost[],
  usableNs: number,
): number | null {
  const each = senders.map((sender) => {
    const next = records[otherHost(sender)].received.find(([, atNs]) => atNs >= usableNs)
    return next === undefined ? null : (next[1] - usableNs) / NS_PER_MS
  })
  return each.reduce((one, other) => (one === null || other === null ? null : Math.max(one, other)))
}

/** Of what was sent from a time on, in ms; null when none of it came. */
export function firstMessageMs(
  records: HostRecords,
  sender: LabHost,
  fromNs: number,
): number | null {
  const first = records[sender].sentNs.findIndex((atNs) => atNs >= fromNs)
  const sentNs = records[sender].sentNs[first]
  const came = records[otherHost(sender)].received.find(([message]) => message >= first)
  return sentNs === undefined || came === undefined ? null : (came[1] - sentNs) / NS_PER_MS
}

export function lostMessages(records: HostRecords, senders: readonly LabHost[]): number {
  return senders
    .map((sender) => {
      const came = new Set(records[otherHost(sender)].received.map(([message]) => message))
      return records[sender].sentNs.length - came.size
    })
    .reduce((one, other) => one + other, 0)
}
