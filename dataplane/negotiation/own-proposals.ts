// The VIPs that this host proposes for itself to one peer, one after the other (paper 4.1.1,
// 4.2.1).
import type { DnsName } from '../wire/dns-name.ts'
import { parseIpv4 } from '../wire/dns-address.ts'
import { noVip } from './accept-vip.ts'
import type { VipJudgement } from './accept-vip.ts'
import type { Context } from './context.ts'
import { maxRounds } from './limits.ts'
import { addressOf } from '../tables/usable-endpoint.ts'

export class OwnProposals {
  readonly #context: Context
  readonly #name: DnsName
  readonly #endpoint: string
  readonly #refused = new Set<string>()
  #current: string

  /** `endpoint`: the peer's, for the physical address that it sees. */
  constructor(context: Context, name: DnsName, endpoint: string) {
    this.#context = context
    this.#name = name
    this.#endpoint = endpoint
    const previous = context.ports.names.mappingOf(name)?.localVip
    this.#current = previous !== undefined && this.isOwn(previous) ? previous : this.#choose(1)
  }

  /** 0.0.0.0 where there is nothing left to propose. */
  get current(): string {
    return this.#current
  }

  /**
   * The peer says which one it takes: it need not be the one that we would have begun with. Our physical address is one only
   * where we propose it ourselves, since that mapping ends when we move.
   */
  take(vip: string): boolean {
    if (vip === this.#current) return true
    if (this.#refused.has(vip) || !this.#context.ports.ownVips.has(vip)) return false
    this.#current = vip
    return true
  }

  /** The peer has refused one; `round` is the one that the next is for. */
  refused(vip: string, round: number): void {
    this.#refused.add(vip)
    if (vip === this.#current) this.#current = this.#choose(round)
  }

  /** A physical address: the mapping ends when this host moves. */
  isOneSided(vip: string): boolean {
    return !this.#context.ports.ownVips.has(vip)
  }

  /**
   * Whether the peer's VIP goes with the one that is proposed now, and has become nobody else's since it was judged. Of two
   * physical addresses neither could be told from the path itself.
   */
  fit(vip: string, judgement: VipJudgement): boolean {
    if (judgement.kind !== 'accepted') return false
    if (!this.#context.ports.names.isFreeFor(vip, this.#name)) return false
    const isPhysical = this.#current !== noVip && this.isOneSided(this.#current)
    return !(judgement.oneSided && isPhysical)
  }

  isOwn(vip: string): boolean {
    return this.#context.ports.ownVips.has(vip) || vip === this.#physical()
  }

  #choose(round: number): string {
    const { ownName, ownVips } = this.#context.ports
    const isNameless = ownName() === undefined
    const isLast = round >= maxRounds && this.#refused.size > 0
    const vip = isNameless || isLast ? undefined : ownVips.proposal(this.#refused)
    if (vip !== undefined) return vip
    const physical = this.#physical()
    return physical === undefined || this.#refused.has(physical) ? noVip : physical
  }

  #physical(): string | undefined {
    const { sourceTowards, ownEndpoints, carriesPhysicalVips } = this.#context.ports
    if (!carriesPhysicalVips) return undefined
    const source = sourceTowards(this.#endpoint) ?? ownEndpoints()[0]
    const address = source === undefined ? undefined : addressOf(source)
    return address !== undefined && parseIpv4(address) !== undefined ? address : undefined
  }
}
