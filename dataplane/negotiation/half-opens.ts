// The INITs that this host has answered, the newest of each name: what was put into the packet path for one goes when its
// time is over, or as soon as another takes its place, unless the initiator has proved itself.
import { passed } from '../lib/clock.ts'
import type { NewAssociation } from '../tunnel/associations.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Context } from './context.ts'
import type { HalfOpen } from './half-open.ts'
import { halfOpenMs } from './limits.ts'

export class HalfOpens {
  readonly #context: Context
  readonly #byName = new Map<DnsName, HalfOpen>()

  constructor(context: Context) {
    this.#context = context
  }

  of(name: DnsName): HalfOpen | undefined {
    return this.#byName.get(name)
  }

  /**
   * In the place of the one before. `sa` of a peer that is not known has all its VIPs, since those of the one before are
   * nobody's now.
   * @returns whether its SAs were installed; if not, it is counted, and nothing is kept
   */
  open(halfOpen: HalfOpen, sa: NewAssociation): boolean {
    const { clock, associations, names } = this.#context.ports
    const { name } = halfOpen
    this.void(name)
    this.#byName.set(name, halfOpen)
    clock.after(halfOpenMs, () => {
      if (this.#byName.get(name) !== halfOpen) return
      this.void(name)
      // Nor of one that has proved itself and then agreed on nothing.
      if (names.mappingOf(name) === undefined) associations.discard(name)
    })
    const fault = associations.install(sa)
    if (fault === undefined) return true
    this.#context.noteVipFault(fault)
    this.drop(name)
    return false
  }

  /** Another handshake with the peer counts: only the VIPs that this one kept back are given back. */
  void(name: DnsName): void {
    this.#byName.get(name)?.void()
    this.#byName.delete(name)
  }

  /** And of a peer that is not known otherwise nothing stays. */
  drop(name: DnsName): void {
    this.void(name)
    if (!this.#context.isKnown(name)) this.#context.ports.associations.discard(name)
  }

  /** What the peer has begun gets the time of a retransmission before we begin ourselves. */
  async settled(name: DnsName, signal: AbortSignal): Promise<void> {
    const halfOpen = this.#byName.get(name)
    if (halfOpen === undefined || halfOpen.isConfirmed) return
    const waitMs = this.#context.roundTrips.retryMs(name)
    await Promise.race([halfOpen.confirmed, passed(this.#context.ports.clock, waitMs, signal)])
  }

  stop(): void {
    for (const halfOpen of this.#byName.values()) halfOpen.void()
    this.#byName.clear()
  }
}
