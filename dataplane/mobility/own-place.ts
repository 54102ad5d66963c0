// Where this host is: its usable addresses, best first, and what changed from one look to the next. Pure.
import type { HandoverCause } from '../contract/handovers.ts'
import type { UsableAddress } from './usable-addresses.ts'

export interface OwnPlace {
  addresses: readonly UsableAddress[]
  /** Equal places have equal keys. */
  key: string
}

export const nowhere: OwnPlace = { addresses: [], key: '[]' }

export function placeOf(addresses: readonly UsableAddress[]): OwnPlace {
  return { addresses, key: JSON.stringify(addresses) }
}

/** `192.0.2.7 (wlan0)`; null for nowhere. */
export function placeText({ addresses: [first] }: OwnPlace): string | null {
  return first === undefined ? null : `${first.address} (${first.interface})`
}

/** What kind of move leads from one place to another; undefined where packets go on as before. */
export function moveCause(from: OwnPlace, to: OwnPlace): HandoverCause | undefined {
  const [before] = from.addresses
  const [after] = to.addresses
  if (before?.address === after?.address) return undefined
  if (after === undefined) return 'link-lost'
  return has(from, after.address) && before !== undefined ? 'route-changed' : 'address-changed'
}

/** Whether packets from where this host preferred to be are still answered there. */
export function keepsPreferred(from: OwnPlace, to: OwnPlace): boolean {
  const [before] = from.addresses
  return before !== undefined && has(to, before.address)
}

/** Interfaces that had a usable address and have none now. */
export function lostInterfaces(from: OwnPlace, to: OwnPlace): string[] {
  const left = new Set(to.addresses.map((each) => each.interface))
  const had = new Set(from.addresses.map((each) => each.interface))
  return [...had].filter((name) => !left.has(name))
}

function has(place: OwnPlace, address: string): boolean {
  return place.addresses.some((each) => each.address === address)
}
