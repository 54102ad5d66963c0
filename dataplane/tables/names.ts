// FQDN ↔ VIP (paper 3.1, PROTOCOL sections 3 and 6): the one owner of what this host calls others.
// A mapping lasts until the machine reboots or, by policy, until it was unused for T_gc (paper
// 4.1.2).
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxInvalidVips, maxMappings } from './limits.ts'

/** The VIPs that two hosts have agreed on; IPv4 and IPv6 as text. */
export interface AgreedVips {
  /** The peer's. */
  vip: string
  /** This host's, as that peer knows it. */
  localVip: string
  /** Both hosts have an IPv6 VIP (PROTOCOL section 9). */
  vip6?: string | undefined
  localVip6?: string | undefined
  /** Who uses its physical address as VIP (paper 4.2.1); the mapping ends when that host moves. */
  oneSided: 'neither' | 'local' | 'remote'
}

export interface Mapping extends AgreedVips {
  name: DnsName
  /**
   * invalid: the VIP could not be had again. No packet goes to it, and nobody gets it until it is
   * reclaimed, or the name has lost so many others since that it is forgotten.
   */
  state: 'active' | 'invalid'
  /** Milliseconds since 1970. */
  agreedAtMs: number
  lastUsedAtMs: number
}

export type ReclaimPolicy = { kind: 'reboot' } | { kind: 'lease'; unusedForMs: number }

export type NamesChange =
  | { kind: 'agreed'; mapping: Mapping; previous: Mapping | undefined }
  | { kind: 'invalid'; mapping: Mapping }
  | { kind: 'discarded'; mapping: Mapping }

export interface NamesOptions {
  clock: Clock
  reclaim: ReclaimPolicy
  /** After each change; a mapping that was merely used again is none. */
  onChange?: (change: NamesChange) => void
}

export class Names {
  readonly #options: NamesOptions
  readonly #active = new Map<DnsName, Mapping>()
  /** Invalid ones too: several VIPs may once have been one name's. */
  readonly #byVip = new Map<string, Mapping>()
  /** Of a name, the one that became invalid first at the front. */
  readonly #invalid = new Map<DnsName, Mapping[]>()
  /** Active ones. */
  readonly #byVip6 = new Map<string, Mapping>()
  readonly #held = new Map<string, { name: DnsName; holders: number }>()

  constructor(options: NamesOptions) {
    this.#options = options
  }

  /** The active mapping of a name. */
  mappingOf(name: DnsName): Mapping | undefined {
    return this.#active.get(name)
  }

  /** The name whose active mapping has this VIP, of either family. */
  nameOf(vip: string): DnsName | undefined {
    const mapping = this.#byVip.get(vip) ?? this.#byVip6.get(vip)
    return mapping?.state === 'active' ? mapping.name : undefined
  }

  /**
   * Whether a VIP may become `name`'s: not another's, not kept back for another handshake, not
   * invalid.
   */
  isFreeFor(vip: string, name: DnsName): boolean {
    const mapping = this.#byVip.get(vip)
    if (mapping !== undefined && (mapping.name !== name || mapping.state === 'invalid'))
      return false
    const held = this.#held.get(vip)
    if (held !== undefined && held.name !== name) return false
    return mapping !== undefined || this.#byVip.size < maxMappings
  }

  /** Whether the VIP is anybody's, in any state. */
  isUsed(vip: string): boolean {
    return this.#byVip.has(vip) || this.#held.has(vip)
  }

  /**
   * Keeps a VIP for a name while the negotiation goes on; nothing is agreed by that.
   * @returns ends it
   */
  hold(vip: string, name: DnsName): () => void {
    const held = this.#held.get(vip) ?? { name, holders: 0 }
    held.holders += 1
    this.#held.set(vip, held)
    let isOver = false
    return () => {
      if (isOver) return
      isOver = true
      held.holders -= 1
      if (held.holders === 0) this.#held.delete(vip)
    }
  }

  /**
   * Both hosts have agreed. Another VIP that the name had until now becomes invalid; an IPv6 VIP, which is that of a key, goes
   * with the newest name of the key.
   */
  agree(name: DnsName, vips: AgreedVips): Mapping {
    const nowMs = this.#options.clock.wallMs()
    const previous = this.#active.get(name)
    const isSame = previous?.vip === vips.vip && previous.localVip === vips.localVip
    const agreedAtMs = isSame ? previous.agreedAtMs : nowMs
    const mapping: Mapping = { name, ...vips, state: 'active', agreedAtMs, lastUsedAtMs: nowMs }
    this.#active.set(name, mapping)
    if (previous !== undefined && previous.vip !== vips.vip) this.#invalidate(previous)
    this.#forgetInvalid(this.#byVip.get(vips.vip))
    this.#byVip.set(vips.vip, mapping)
    this.#noteVip6(mapping, previous)
    this.#options.onChange?.({ kind: 'agreed', mapping, previous })
    return mapping
  }

  /** The VIP could not be had again (PROTOCOL section 6). */
  markInvalid(name: DnsName): void {
    const mapping = this.#active.get(name)
    if (mapping === undefined) return
    this.#active.delete(name)
    this.#noteVip6(undefined, mapping)
    this.#invalidate(mapping)
  }

  /** Packets or questions used it: it goes to the young end of the LRU list. */
  touch(name: DnsName): void {
    const mapping = this.#active.get(name)
    if (mapping === undefined) return
    mapping.lastUsedAtMs = this.#options.clock.wallMs()
  }

  /** Forgets the active mapping of a name; its VIP is free again. */
  discard(name: DnsName): void {
    const mapping = this.#active.get(name)
    if (mapping !== undefined) this.#discard(mapping)
  }

  /** T_gc of the lease policy; endless by the reboot policy. */
  get unusedForMs(): number {
    const { reclaim } = this.#options
    return reclaim.kind === 'lease' ? reclaim.unusedForMs : Number.POSITIVE_INFINITY
  }

  /** Active mappings that were unused for T_gc. */
  expired(): Mapping[] {
    return [...this.#active.values()].filter((mapping) => this.#isExpired(mapping))
  }

  /**
   * All that was unused for T_gc is gone, and its VIPs are free again, also those of invalid ones.
   */
  reclaim(): void {
    for (const mapping of [...this.#byVip.values()]) {
      if (this.#isExpired(mapping)) this.#discard(mapping)
    }
  }

  get active(): IterableIterator<Mapping> {
    return this.#active.values()
  }

  /** Copies, of every state. */
  snapshot(): Mapping[] {
    return [...this.#byVip.values()].map((mapping) => ({ ...mapping }))
  }

  /** Into an empty table. Of two that claim one VIP or one name the first stays. */
  restore(mappings: readonly Mapping[]): void {
    for (const mapping of mappings) {
      const isActive = mapping.state === 'active'
      if (this.#byVip.has(mapping.vip) || this.#byVip.size >= maxMappings) continue
      if (isActive && this.#active.has(mapping.name)) continue
      const own = { ...mapping }
      this.#byVip.set(own.vip, own)
      if (!isActive) {
        this.#noteInvalid(own)
        continue
      }
      this.#active.set(own.name, own)
      if (own.vip6 !== undefined && this.#byVip6.has(own.vip6)) withoutVip6(own)
      this.#noteVip6(own, undefined)
    }
  }

  #noteVip6(now: Mapping | undefined, before: Mapping | undefined): void {
    if (before?.vip6 !== undefined) this.#byVip6.delete(before.vip6)
    if (now?.vip6 === undefined) return
    const other = this.#byVip6.get(now.vip6)
    if (other !== undefined) withoutVip6(other)
    this.#byVip6.set(now.vip6, now)
  }

  #isExpired({ lastUsedAtMs }: Mapping): boolean {
    return this.#options.clock.wallMs() - lastUsedAtMs > this.unusedForMs
  }

  #invalidate(mapping: Mapping): void {
    mapping.state = 'invalid'
    this.#options.onChange?.({ kind: 'invalid', mapping })
    this.#noteInvalid(mapping)
  }

  /** The oldest goes for one too many. */
  #noteInvalid(mapping: Mapping): void {
    const ofName = this.#invalid.get(mapping.name) ?? []
    ofName.push(mapping)
    this.#invalid.set(mapping.name, ofName)
    const [oldest] = ofName
    if (ofName.length > maxInvalidVips && oldest !== undefined) this.#discard(oldest)
  }

  #forgetInvalid(mapping: Mapping | undefined): void {
    const ofName = mapping && this.#invalid.get(mapping.name)
    if (mapping === undefined || ofName === undefined) return
    const rest = ofName.filter((each) => each !== mapping)
    if (rest.length > 0) this.#invalid.set(mapping.name, rest)
    else this.#invalid.delete(mapping.name)
  }

  #discard(mapping: Mapping): void {
    this.#forgetInvalid(mapping)
    if (this.#byVip.get(mapping.vip) === mapping) this.#byVip.delete(mapping.vip)
    if (this.#active.get(mapping.name) === mapping) {
      this.#active.delete(mapping.name)
      this.#noteVip6(undefined, mapping)
    }
    this.#options.onChange?.({ kind: 'discarded', mapping })
  }
}

function withoutVip6(mapping: Mapping): void {
  delete mapping.vip6
  delete mapping.localVip6
}
