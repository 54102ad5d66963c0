// The first packets of a partner after a move, out and in: they end the outage that a receipt tells of.
import type { DnsName } from '../wire/dns-name.ts'
import type { HandoverRecord } from './handover-record.ts'
import type { MovingAssociations } from './ports.ts'

interface Awaited {
  record: HandoverRecord
  /** From when on the outage counts, in µs of CLOCK_MONOTONIC; asked for when it ends. */
  sinceUs: () => number
}

export class FirstPackets {
  readonly #associations: MovingAssociations
  readonly #in = new Map<DnsName, Awaited>()
  readonly #out = new Map<DnsName, HandoverRecord>()

  constructor(associations: MovingAssociations) {
    this.#associations = associations
  }

  /** Asks for the next packets, in and out. */
  arm(name: DnsName): void {
    this.#associations.armHeard(name)
    this.#associations.armSent(name)
  }

  /** Where they are to be written. Those of the newest move count. */
  await(name: DnsName, record: HandoverRecord, sinceUs: () => number): void {
    this.#in.set(name, { record, sinceUs })
    this.#out.set(name, record)
  }

  heard(name: DnsName, atUs: number, source: string): void {
    const awaited = this.#in.get(name)
    if (awaited === undefined) return
    this.#in.delete(name)
    awaited.record.note('first-packet-in', source, { name, atUs })
    awaited.record.outage(name, Math.max(0, atUs - awaited.sinceUs()) / 1000)
  }

  sent(name: DnsName, atUs: number, endpoint: string): void {
    this.#out.get(name)?.note('first-packet-out', endpoint, { name, atUs })
    this.#out.delete(name)
  }

  forget(name: DnsName): void {
    this.#in.delete(name)
    this.#out.delete(name)
  }
}
