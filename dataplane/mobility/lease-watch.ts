// The lease (paper 3.2, PROTOCOL section 7): what was heard of a peer holds for T. Whoever sends to a peer that it has heard
// nothing from for so long asks DNS, while packets go on to where the peer was; another answer is challenged there.
import type { DnsName } from '../wire/dns-name.ts'
import { leaseAgainMs, leaseCheckMs, maxLeaseSearches } from './limits.ts'
import { asked } from './partner-search.ts'
import type { MobilityPorts } from './ports.ts'

export interface LeaseWatchEvents {
  /** A packet was sent to a peer whose lease has run out. */
  onSilent: (name: DnsName) => void
  /** DNS knows the peer at endpoints that this host does not. */
  onElsewhere: (name: DnsName, endpoints: readonly string[]) => void
}

interface Search {
  ending: AbortController
  cancelTimer: () => void
}

export class LeaseWatch {
  readonly #ports: MobilityPorts
  readonly #events: LeaseWatchEvents
  /** Peers whose lease has run out, watched for the next packet to them. */
  readonly #watched = new Set<DnsName>()
  /** Asked for in the last few seconds. */
  readonly #searches = new Map<DnsName, Search>()
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
    for (const name of [...this.#searches.keys()]) this.#end(name)
    this.#watched.clear()
  }

  /** A packet left to the peer. */
  sent(name: DnsName): void {
    if (!this.#watched.delete(name)) return
    if (this.#isSilent(name)) void this.#renew(name)
  }

  forget(name: DnsName): void {
    this.#watched.delete(name)
    this.#end(name)
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
    const { clock, endpoints } = this.#ports
    if (this.#searches.size >= maxLeaseSearches) return
    const ending = new AbortController()
    // A packet that is sent after that, still without an answer, asks again.
    const cancelTimer = clock.after(leaseAgainMs, () => this.#end(name))
    this.#searches.set(name, { ending, cancelTimer })
    this.#events.onSilent(name)
    const found = await asked(this.#ports, name, ending.signal)
    if (ending.signal.aborted || !this.#isSilent(name)) return
    const known = endpoints.of(name)
    const news = found?.filter((endpoint) => !known.includes(endpoint)) ?? []
    if (news.length > 0) this.#events.onElsewhere(name, news)
  }

  #end(name: DnsName): void {
    const search = this.#searches.get(name)
    search?.cancelTimer()
    search?.ending.abort()
    this.#searches.delete(name)
  }

  #isSilent(name: DnsName): boolean {
    const proof = this.#ports.associations.proofOf(name)
    return proof !== undefined && proof.lastHeardUs < this.#oldestUs()
  }

  #oldestUs(): number {
    return this.#ports.nowUs() - this.#ports.partnerMs() * 1000
  }
}
