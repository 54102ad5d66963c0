// A zone's records by name and type, of class IN.
import { types } from '../wire/dns-codes.ts'
import { nameKey, parentOf, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeRdata } from '../wire/dns-rdata.ts'
import type { Rdata } from '../wire/dns-rdata.ts'

/** All records of one name and type. They have one TTL (RFC 2181 section 5.2). Never empty. */
export interface Rrset {
  readonly name: DnsName
  readonly type: number
  /** Seconds. */
  readonly ttl: number
  readonly rdatas: readonly Uint8Array[]
}

type Node = ReadonlyMap<number, Rrset>

/** Rrsets are never changed in place, so a copy shares them and costs a map of names. */
export class Zone {
  readonly apex: DnsName
  #nodes = new Map<string, Node>()
  /** For each name between an owner and the apex: the owners below it (RFC 8020, RFC 4592 2.2.2). */
  #ownersBelow = new Map<string, number>()
  #recordCount = 0

  constructor(apex: DnsName) {
    this.apex = apex
  }

  copy(): Zone {
    const copy = new Zone(this.apex)
    copy.#nodes = new Map(this.#nodes)
    copy.#ownersBelow = new Map(this.#ownersBelow)
    copy.#recordCount = this.#recordCount
    return copy
  }

  get recordCount(): number {
    return this.#recordCount
  }

  /** A whole zone has one; while it is being read it may be missing. */
  get soa(): Rdata<'SOA'> | undefined {
    const [rdata] = this.rrset(this.apex, types.SOA)?.rdatas ?? []
    return rdata && decodeRdata('SOA', rdata)
  }

  isApex(name: DnsName): boolean {
    return sameName(name, this.apex)
  }

  rrset(name: DnsName, type: number): Rrset | undefined {
    return this.#nodes.get(nameKey(name))?.get(type)
  }

  /** Empty for a name without records. */
  rrsetsOf(name: DnsName): Rrset[] {
    return [...(this.#nodes.get(nameKey(name))?.values() ?? [])]
  }

  /** Whether the name owns records or is on the way to one that does: then it is not NXDOMAIN. */
  exists(name: DnsName): boolean {
    const key = nameKey(name)
    return this.#nodes.has(key) || this.#ownersBelow.has(key)
  }

  *rrsets(): Generator<Rrset> {
    for (const node of this.#nodes.values()) yield* node.values()
  }

  put(rrset: Rrset): void {
    const key = nameKey(rrset.name)
    const node = new Map(this.#nodes.get(key))
    if (node.size === 0) this.#countOwner(rrset.name, +1)
    this.#recordCount += rrset.rdatas.length - (node.get(rrset.type)?.rdatas.length ?? 0)
    node.set(rrset.type, rrset)
    this.#nodes.set(key, node)
  }

  remove(name: DnsName, type: number): void {
    const key = nameKey(name)
    const node = new Map(this.#nodes.get(key))
    this.#recordCount -= node.get(type)?.rdatas.length ?? 0
    if (!node.delete(type)) return
    if (node.size > 0) {
      this.#nodes.set(key, node)
      return
    }
    this.#nodes.delete(key)
    this.#countOwner(name, -1)
  }

  #countOwner(name: DnsName, change: 1 | -1): void {
    if (this.isApex(name)) return
    for (let at = parentOf(name); at && !this.isApex(at); at = parentOf(at)) {
      const key = nameKey(at)
      const count = (this.#ownersBelow.get(key) ?? 0) + change
      if (count > 0) this.#ownersBelow.set(key, count)
      else this.#ownersBelow.delete(key)
    }
  }
}
