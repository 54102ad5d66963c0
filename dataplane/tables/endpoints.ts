// Name ↔ endpoints (PROTOCOL sections 3 and 7): where packets to a peer go, preferred first. The
// one owner of it.
import type { DnsName } from '../wire/dns-name.ts'
import { maxEndpointsOfPeer } from './limits.ts'

export interface PeerEndpoints {
  /** `192.0.2.1:10567` or `[2001:db8::1]:10567`; at most `maxEndpointsOfPeer`. */
  endpoints: readonly string[]
  /** Of the peer's last Hint; 0 since a handshake. An older one changes nothing. */
  epoch: number
}

export interface EndpointsOptions {
  onChange?: (name: DnsName, endpoints: readonly string[]) => void
}

export class Endpoints {
  readonly #byName = new Map<DnsName, PeerEndpoints>()
  readonly #options: EndpointsOptions

  constructor(options: EndpointsOptions = {}) {
    this.#options = options
  }

  of(name: DnsName): readonly string[] {
    return this.#byName.get(name)?.endpoints ?? []
  }

  epochOf(name: DnsName): number {
    return this.#byName.get(name)?.epoch ?? 0
  }

  /** After a handshake: epochs begin anew with its SAs, whose keys no older Hint has. */
  set(name: DnsName, endpoints: readonly string[]): void {
    this.#replace(name, endpoints, 0)
  }

  /**
   * The peer says where it is now.
   * @returns false where the epoch is not newer, and nothing has changed
   */
  applyHint(name: DnsName, epoch: number, endpoints: readonly string[]): boolean {
    if (epoch <= this.epochOf(name)) return false
    this.#replace(name, endpoints, epoch)
    return true
  }

  /** The peer was heard from there, authentic and challenged; it is preferred from now on. */
  prefer(name: DnsName, endpoint: string): void {
    const others = this.of(name).filter((other) => other !== endpoint)
    this.#replace(name, [endpoint, ...others], this.epochOf(name))
  }

  /** The peer answers there, too; the preferred one stays. Of too many the last one gives way. */
  add(name: DnsName, endpoint: string): void {
    const before = this.of(name)
    if (before.includes(endpoint)) return
    const kept = before.slice(0, maxEndpointsOfPeer - 1)
    this.#replace(name, [...kept, endpoint], this.epochOf(name))
  }

  delete(name: DnsName): void {
    this.#byName.delete(name)
  }

  #replace(name: DnsName, endpoints: readonly string[], epoch: number): void {
    const kept = [...new Set(endpoints)].slice(0, maxEndpointsOfPeer)
    const before = this.of(name)
    this.#byName.set(name, { endpoints: kept, epoch })
    const isSame = kept.length === before.length && kept.every((each, at) => each === before[at])
    if (!isSame) this.#options.onChange?.(name, kept)
  }
}
