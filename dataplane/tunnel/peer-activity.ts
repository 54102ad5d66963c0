// When peers were heard from and sent to, and what else the packet path tells and takes of one peer: for whoever decides
// where its packets go (PROTOCOL section 7). Read in bulk from the native counters; no packet is told by itself.
import type { Dataplane, PeerId, PeerTraffic } from 'tun-tap/dataplane'
import type { DnsName } from '../wire/dns-name.ts'
import type { Associations } from './associations.ts'

/** Peers looked at in one call for silent ones: a few ms; all of a million in less than an hour. */
const lookedAtOnce = 2000

export class PeerActivity {
  readonly #dataplane: Dataplane
  readonly #associations: Associations
  /** Where the next call goes on. */
  #cursor: IterableIterator<PeerId> | undefined

  constructor(dataplane: Dataplane, associations: Associations) {
    this.#dataplane = dataplane
    this.#associations = associations
  }

  /** Undefined for a peer without an association. */
  proofOf(name: DnsName): PeerTraffic | undefined {
    const id = this.#associations.idOf(name)
    return id === undefined ? undefined : (this.#dataplane.traffic([id])[0] ?? undefined)
  }

  /** Peers heard from or sent to at or after a time of CLOCK_MONOTONIC in µs, the newest first. */
  usedSince(us: number): DnsName[] {
    const newest = ({ lastHeardUs, lastSentUs }: PeerTraffic) => Math.max(lastHeardUs, lastSentUs)
    return this.#among([...this.#associations.ids()])
      .filter(({ traffic }) => newest(traffic) >= us)
      .toSorted((one, other) => newest(other.traffic) - newest(one.traffic))
      .map(({ name }) => name)
  }

  /** Of peers that were heard from once, those not heard since. Of very many some at each call, all in turn. */
  silentSince(us: number): DnsName[] {
    const ids: PeerId[] = []
    this.#cursor ??= this.#associations.ids()
    while (ids.length < lookedAtOnce) {
      const next = this.#cursor.next()
      if (next.done === true) {
        this.#cursor = undefined
        break
      }
      ids.push(next.value)
    }
    return this.#among(ids)
      .filter(({ traffic: { lastHeardUs } }) => lastHeardUs !== 0 && lastHeardUs < us)
      .map(({ name }) => name)
  }

  armHeard(name: DnsName): void {
    this.#with(name, (id) => this.#dataplane.armHeard(id))
  }

  armSent(name: DnsName): void {
    this.#with(name, (id) => this.#dataplane.armSent(id))
  }

  markCongestion(name: DnsName): void {
    this.#with(name, (id) => this.#dataplane.markCongestion(id))
  }

  useAlternatePort(name: DnsName, isUsed: boolean): void {
    this.#with(name, (id) => this.#dataplane.useAlternatePort(id, isUsed))
  }

  renewAlternatePort(): number {
    return this.#dataplane.renewAlternatePort()
  }

  /** Packets that waited for the peer and were dropped, as too old or too many. */
  lostOf(name: DnsName): number {
    const id = this.#associations.idOf(name)
    const { heldTooOld = 0, heldTooMany = 0 } = id === undefined ? {} : this.#dataplane.drops(id)
    return heldTooOld + heldTooMany
  }

  #with(name: DnsName, act: (id: PeerId) => void): void {
    const id = this.#associations.idOf(name)
    if (id !== undefined) act(id)
  }

  #among(ids: readonly PeerId[]): { name: DnsName; traffic: PeerTraffic }[] {
    return this.#dataplane.traffic(ids).flatMap((traffic, at) => {
      const name = this.#associations.nameOf(ids[at] as PeerId)
      return traffic === null || name === undefined ? [] : [{ name, traffic }]
    })
  }
}
