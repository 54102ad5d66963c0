// The lease (paper 3.2, PROTOCOL section 7): what was heard of a peer holds for T. Whoever sends to a peer that it has heard
// nothing from for so long asks DNS, while packets go on to where the peer was; another answer is challenged there.
import type { DnsName } from '../wire/dns-name.ts'
import { leaseAgainMs, leaseCheckMs, maxLeaseSearches } from './limits.ts'
import type { MobilityPorts } from './ports.ts'

export interface LeaseWatchEvents {
  /** DNS knows the peer at endpoints that this host does not. */
  onElsewhere: (name: DnsName, endpoints: readonly string[]) => void
}

export class LeaseWatch {
  readonly #ports: MobilityPorts
  readonly #events: LeaseWatchEvents
  /** Peers whose lease has run out, watched for the next packet to them. */
  readonly #watched = new Set<DnsName>()
  /** Asked for now. */
  readonly #searches = new Map<DnsName, AbortController>()
  #cancelTimer: (() => void) | undefined

  constructor(ports: MobilityPorts, events: LeaseWatchEvents) {
    this.#ports = ports
    this.#events = events
  }

  start(): void {
    this.#cancelTimer ??= this.#ports.clock.after(leaseCheckMs, () => {
      this.#cancelTimer = undefined
      this.#check()
      this.start()
    })
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    for (const ending of this.#searches.values()) ending.abort()
    this.#searches.clear()
    this.#watched.clear()
  }

  /** A packet left to the peer. */
  sent(name: DnsName): void {
    if (!this.#watched.delete(name)) return
    if (this.#isSilent(name)) void this.#renew(name)
  }

  forget(name: DnsName): void {
    this.#watched.delete(name)
    this.#searches.get(name)?.abort()
    this.#searches.delete(name)
  }

  /** The kernel's counters are read in bulk; nothing is told for each packet. */
  #check(): void {
    const { associations, isMapped } = this.#ports
    for (const name of associations.silentSince(this.#oldestUs())) {
      if (this.#watched.has(name) || this.#searches.has(name) || !isMapped(name)) continue
      this.#watched.add(name)
      associations.armSent(name)
    }
  }

  async #renew(name: DnsName): Promise<void> {
    const { clock, endpoints, locate } = this.#ports
    if (this.#searches.size >= maxLeaseSearches) return
    const ending = new AbortController()
    this.#searches.set(name, ending)
    const found = await locate(name, ending.signal)
    if (ending.signal.aborted) return
    const known = endpoints.of(name)
    const news = found?.filter((endpoint) => !known.includes(endpoint)) ?? []
    if (news.length > 0 && this.#isSilent(name)) this.#events.onElsewhere(name, news)
    // A packet that is sent after that, still without an answer, asks again.
    clock.after(leaseAgainMs, () => {
      if (this.#searches.get(name) === ending) this.#searches.delete(name)
    })
  }

  #isSilent(name: DnsName): boolean {
    const proof = this.#ports.associations.proofOf(name)
    return proof !== undefined && proof.lastHeardUs < this.#oldestUs()
  }

  #oldestUs(): number {
    return this.#ports.nowUs() - this.#ports.partnerMs() * 1000
  }
}
