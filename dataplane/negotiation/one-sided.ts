// One-sided mappings (paper 4.2.1): a host that uses its physical address as its VIP loses it when it moves, and both
// hosts drop the mapping. It says so by Close; a Hint, or another way to its new place, says it as well.
import type { DnsName } from '../wire/dns-name.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import type { NegotiationPorts } from './ports.ts'

export class OneSided {
  readonly #ports: NegotiationPorts
  readonly #discard: (name: DnsName, isToldToPeer: boolean) => void

  /** `discard` forgets a peer with all that belongs to it. */
  constructor(ports: NegotiationPorts, discard: (name: DnsName, isToldToPeer: boolean) => void) {
    this.#ports = ports
    this.#discard = discard
  }

  /** Without any address nothing is said to anyone: the host is between two places. */
  ownAddressesChanged(): void {
    const { names, ownEndpoints } = this.#ports
    const own = ownEndpoints().map(addressOf)
    if (own.length === 0) return
    const stale = [...names.active].filter(
      ({ oneSided, localVip }) => oneSided === 'local' && !own.includes(localVip),
    )
    for (const { name } of stale) this.#discard(name, true)
  }

  /** Where a peer is has changed in the tables. */
  endpointsChanged(name: DnsName): void {
    const { names, endpoints } = this.#ports
    const mapping = names.mappingOf(name)
    if (mapping?.oneSided !== 'remote') return
    const present = endpoints.of(name).map(addressOf)
    if (!present.includes(mapping.vip)) this.#discard(name, true)
  }

  /** The peer says that it has discarded the mapping. */
  discardedByPeer(name: DnsName): void {
    const mapping = this.#ports.names.mappingOf(name)
    if (mapping !== undefined && mapping.oneSided !== 'neither') this.#discard(name, false)
  }
}
