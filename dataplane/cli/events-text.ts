// One line for each event.
import type { EventEntry } from '../contract/events.ts'
import { durationText } from '../contract/quantities.ts'
import { printable } from './printable.ts'
import { timeText } from './quantities.ts'

export function eventText(event: EventEntry): string {
  return `${timeText(event.at)}  ${printable(sentenceOf(event))}\n`
}

export const eventsMissedText = (count: number) =>
  `…  ${count === 1 ? 'one event was' : `${count} events were`} forgotten before\n`

function sentenceOf(event: EventEntry): string {
  switch (event.kind) {
    case 'helper-ready':
      return `The helper is ready (version ${event.version})`
    case 'helper-stopping':
      return 'The helper stops'
    case 'switched':
      return event.enabled ? 'Mobility was turned on' : 'Mobility was turned off'
    case 'configuration-loaded':
      return 'The configuration was read and is in force'
    case 'configuration-refused':
      return `The new configuration was refused, the last good one stays: ${event.problems.join('; ')}`
    case 'addresses-changed':
      return event.addresses.length === 0
        ? 'This host is offline'
        : `This host is at ${event.addresses.join(', ')}`
    case 'peer-agreed':
      return `${event.name}: agreed on ${event.vip} for it and ${event.localVip} for this host, ${event.role === 'initiator' ? 'called from here' : 'called from there'}, at ${event.endpoint} (${durationText(event.elapsedMs)}, ${event.rounds} ${event.rounds === 1 ? 'round' : 'rounds'})`
    case 'peer-rekeyed':
      return `${event.name}: new keys`
    case 'peer-failed':
      return `${event.name}: no connection (${event.reason})`
    case 'mapping-invalid':
      return `${event.name}: ${event.vip} cannot be had again and is invalid`
    case 'mapping-dropped':
      return `${event.name}: ${event.vip} was given up`
    case 'peer-moved':
      return `${event.name} is at ${event.endpoint} now${event.previous === null ? '' : `, was at ${event.previous}`}`
    case 'handover-began':
      return `Move ${event.handover} began (${event.cause}): ${event.from ?? 'nowhere'} → ${event.to ?? 'nowhere'}`
    case 'handover-phase':
      return `Move ${event.handover}, after ${event.after.toFixed(3)} ms, ${event.name ?? 'this host'}: ${event.what}${event.detail === null ? '' : ` ${event.detail}`}`
    case 'handover-ended':
      return `Move ${event.handover} is done`
    case 'key-asked':
      return `${event.name}: its key ${event.fingerprint} waits for you ("vip trust list")`
    case 'key-trusted':
      return `${event.name}: its key ${event.fingerprint} is trusted (${event.proof})`
    case 'key-rejected':
      return `${event.name}: its key ${event.fingerprint} is rejected`
    case 'key-forgotten':
      return `${event.name}: all that was stored of it is removed`
    case 'key-changed':
      return `${event.name}: KEY CHANGED: ${event.endpoint} offered ${event.offered}, trusted is ${event.stored.join(', ')}; it was refused`
    case 'stranger-refused':
      return `${event.endpoint} was refused (${event.reason})`
    default:
      return event satisfies never
  }
}
