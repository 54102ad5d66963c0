// What negotiation tells, as the event stream has it.
import type { EventNews } from '../contract/events.ts'
import { fingerprintOf } from '../identity/fingerprint.ts'
import type { FailureReason, NegotiationEvent } from '../negotiation/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameText } from './name-text.ts'

type FailureText = Extract<EventNews, { kind: 'peer-failed' }>['reason']

/** @param storedKeys trusted keys of a host; undefined for what people need not hear of */
export function newsOf(
  event: NegotiationEvent,
  storedKeys: (name: DnsName) => readonly Uint8Array[],
): EventNews | undefined {
  switch (event.kind) {
    case 'agreed': {
      const { vip, localVip, endpoint, rounds, elapsedMs, role } = event
      const name = nameText(event.name)
      return { kind: 'peer-agreed', name, vip, localVip, endpoint, rounds, elapsedMs, role }
    }
    case 'rekeyed':
      return { kind: 'peer-rekeyed', name: nameText(event.name) }
    case 'failed':
      return { kind: 'peer-failed', name: nameText(event.name), reason: failureText(event.reason) }
    case 'mapping-invalid':
    case 'mapping-dropped':
      return { kind: event.kind, name: nameText(event.name), vip: event.vip }
    case 'stranger-refused':
      return { kind: 'stranger-refused', endpoint: event.endpoint, reason: event.reason }
    case 'key-refused': {
      const { endpoint, key, name } = event
      if (event.reason !== 'key-changed') {
        return { kind: 'peer-failed', name: nameText(name), reason: failureText(event.reason) }
      }
      const stored = storedKeys(name).map((known) => fingerprintOf(known))
      const offered = fingerprintOf(key)
      return { kind: 'key-changed', name: nameText(name), offered, stored, endpoint }
    }
    case 'observed':
      return undefined
    default:
      return event satisfies never
  }
}

function failureText(reason: FailureReason): FailureText {
  if (reason === 'pending' || reason === 'too-many-questions') return 'key-to-check'
  return reason
}
