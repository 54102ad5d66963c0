// The lease policy (paper 4.1.2): mappings that nothing has used for T_gc are discarded. Questions
// of programs note their use in the table; packets are looked at here.
import type { DnsName } from '../wire/dns-name.ts'
import { leaseCheckMs } from './limits.ts'
import type { NegotiationPorts } from './ports.ts'

export class Leases {
  readonly #ports: NegotiationPorts
  readonly #discard: (name: DnsName) => void
  #cancel: (() => void) | undefined

  /** `discard` forgets a peer with all that belongs to it. */
  constructor(ports: NegotiationPorts, discard: (name: DnsName) => void) {
    this.#ports = ports
    this.#discard = discard
  }

  start(): void {
    this.#cancel ??= this.#ports.clock.after(leaseCheckMs, () => {
      this.#cancel = undefined
      this.#check()
      this.start()
    })
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #check(): void {
    const { names, trafficAgeMs } = this.#ports
    for (const { name } of names.expired()) {
      const ageMs = trafficAgeMs?.(name)
      // It is used again within the lease after that; exact to the check's own period.
      if (ageMs !== undefined && ageMs < names.unusedForMs) names.touch(name)
      else this.#discard(name)
    }
    names.reclaim()
  }
}
