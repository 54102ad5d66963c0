// What naming needs from the rest of the helper, and what it gives: the callbacks that vipd.ts passes
// between the resolver, the tables and the negotiation (PROTOCOL sections 2 and 3).
import type { DnsName } from '../wire/dns-name.ts'

/** Whether a host speaks VIP, by the record of its magic name. */
export type Magic =
  | { kind: 'absent' }
  /** It speaks VIP. Without `vip` it proposes none (0.0.0.0). */
  | { kind: 'present'; vip?: string }

/**
 * What DNS says of a host (PROTOCOL section 2). Its IPSECKEY records are not asked for: nobody validates them yet, and until
 * then they count for nothing.
 */
export interface Discovery {
  name: DnsName
  /** Physical ones, A before AAAA, in the order in which DNS gave them; at most `maxAddresses`. */
  addresses: string[]
  /** May be outside of 240.0.0.0/4: whether that counts is decided by its reverse DNS name. */
  magic: Magic
  /** UDP port of VIP there: that of the best SRV record, else the default. */
  port: number
}

export interface DiscoverOptions {
  /** Ask a server of the zone itself, past every cache. */
  authoritative?: boolean
  signal?: AbortSignal
}

/** Undefined where DNS gave no answer: neither addresses nor that there are none. */
export type Discover = (name: DnsName, options?: DiscoverOptions) => Promise<Discovery | undefined>

/** What applications get for a name while its mapping is active. */
export interface MappedName {
  /** IPv4 text. */
  vip: string
  /** IPv6 text, where both hosts have one (PROTOCOL section 9). */
  vip6?: string | undefined
}

/** How an attempt to connect to a host that speaks VIP ended. */
export type Connection =
  | ({ kind: 'vip' } & MappedName)
  /** A stranger that is reached as if there were no VIP. */
  | {
      kind: 'physical'
      reason: 'pending' | 'no-answer' | 'terminated' | 'refused' | 'trust-store-full'
    }
  /** Never the physical address: the name is trusted and its key changed, or a person rejected it. */
  | { kind: 'refused'; reason: string }

/** The tables, trust and negotiation as the resolver sees them. The first four are asked often: keep them cheap. */
export interface NameSource {
  /** Undefined where no mapping is active. */
  mapped(name: DnsName): MappedName | undefined
  /** The name behind a VIP of either family, as PTR answers it. Address in the form of RFC 5952. */
  nameOf(vip: string): DnsName | undefined
  /** This host; undefined where it has no name or no VIP yet. */
  own(): ({ name: DnsName } & MappedName) | undefined
  /** A key is stored for the name: its physical address is never answered without asking `connect`. */
  isTrusted(name: DnsName): boolean
  /** DNS is being asked for the name: what `connect` needs besides may be made ready in the meantime. */
  prepare(name: DnsName): void
  /** For a host that speaks VIP, and for a trusted name whatever DNS says of it. Equal calls may be made at once. */
  connect(discovery: Discovery, signal: AbortSignal): Promise<Connection>
}

/** What `vip status` and the tests count. All grow only. */
export interface ResolverCounters {
  queries: number
  /** Answered from the mapping tables, without any question to others. */
  mapped: number
  passedThrough: number
  /** Passed-through questions that shared another's answer. */
  coalesced: number
  /** Questions of our own: discovery, zones, reverse names. */
  asked: number
  /** Questions sent again or to another upstream. */
  repeated: number
  /** Datagrams from an upstream that were no answer to our question. */
  forged: number
  /** No upstream answered. */
  unanswered: number
  /** Over a bound of pending questions. */
  overloaded: number
  malformed: number
}
