// What negotiation needs from the rest of the helper, and what it gives: vipd.ts passes all of it,
// the simulation and the tests pass their own (PROTOCOL sections 2 to 6).
import type { HostKey } from '../identity/host-key.ts'
import type { DnssecVerdict, TrustRefusal } from '../identity/trust-policy.ts'
import type { Clock } from '../lib/clock.ts'
import type { Endpoints } from '../tables/endpoints.ts'
import type { Names } from '../tables/names.ts'
import type { OwnVips } from '../tables/own-vips.ts'
import type { VipRange } from '../tables/vip-range.ts'
import type { NewAssociation } from '../tunnel/associations.ts'
import type { VipFault, Vips } from '../tunnel/vip-pairs.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Transform } from '../wire/payloads.ts'

/** What DNS says of a host, as naming has it (PROTOCOL section 2). */
export interface Discovery {
  name: DnsName
  /** Physical ones as text, A before AAAA. */
  addresses: string[]
  magic: { kind: 'absent' } | { kind: 'present'; vip?: string }
  port: number
  /** What validation says of its IPSECKEY records; missing while nobody validates. */
  dnssec?: DnssecVerdict
}

/** Why a name that is trusted, or whose host was rejected, gets no address at all. */
export type RefusalReason =
  | TrustRefusal
  /** The known_hosts file cannot be read or written. */
  | 'trust-store-fault'
  /** It has no room for strangers' keys. */
  | 'trust-store-full'
  | 'too-many-questions'
  /** The peer itself, whose key is trusted, ended the negotiation. */
  | 'terminated'
  /** Trusted, silent, and no VIP is known from before. */
  | 'no-answer'

export type Connection =
  | { kind: 'vip'; vip: string; vip6?: string | undefined }
  /** A stranger that is reached as if there were no VIP. */
  | {
      kind: 'physical'
      reason: 'pending' | 'no-answer' | 'terminated' | 'refused' | 'trust-store-full'
    }
  /** Never the physical address. */
  | { kind: 'refused'; reason: RefusalReason }

/** What tunnel/'s Associations does for negotiation. Where it gives a fault back, nothing has changed. */
export interface AssociationsPort {
  newSpi(): number
  /**
   * For a responder nothing that is in use may change: it passes no pair, and endpoints that begin
   * with the present ones, where the peer is known already. Negotiation sets the new ones when the
   * initiator has proved itself.
   */
  install(sa: NewAssociation): VipFault | undefined
  /** A peer from before a restart: its packets wait until there are keys. */
  restore(
    name: DnsName,
    v4: Vips,
    v6: Vips | undefined,
    endpoints: readonly string[],
  ): VipFault | undefined
  /** Of a peer that has proved itself: it may take its IPv6 VIP from another name of its key. */
  setVips(name: DnsName, v4: Vips, v6: Vips | undefined): VipFault | undefined
  setEndpoints(name: DnsName, endpoints: readonly string[]): void
  setUnreachable(name: DnsName, isUnreachable: boolean): void
  discard(name: DnsName): void
  sendControl(name: DnsName, payload: Uint8Array, endpoint?: string): 'sent' | 'no-keys'
  /** Whose packets leave with this SPI to this endpoint. */
  sendsWith(spi: number, endpoint: string): DnsName | undefined
}

/** Whom a key belongs to, and where it came from. */
export interface KeyOffer {
  name: DnsName
  /**
   * Ed25519, 32 bytes; Noise has authenticated it, or will have when the peer has proved itself.
   */
  key: Uint8Array
  endpoint: string
  cause: 'we-called' | 'they-called'
  discovery: Discovery | undefined
}

export type TrustVerdict =
  | { kind: 'accepted' }
  /** A person was asked; `onDecided` tells. */
  | { kind: 'pending' }
  | { kind: 'refused'; reason: RefusalReason }

/** Known hosts, policy and open questions as negotiation sees them; host-trust.ts is it. */
export interface TrustPort {
  /**
   * Trusted keys, the newest last. Undefined while the store is faulty: then nobody is connected.
   */
  trustedKeys(name: DnsName): readonly Uint8Array[] | undefined
  isRejected(name: DnsName): boolean
  /** Decides, and asks a person where the policy says so. Writes nothing to disk. */
  decide(offer: KeyOffer): TrustVerdict
  /**
   * The peer has proved that it holds the key: decides again, and writes what follows to the store.
   */
  remember(offer: KeyOffer): TrustVerdict
}

export interface NegotiationPorts {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  hostKey: HostKey
  /** Undefined for a host without a DNS name, which can only call out (paper 4.2.1). */
  ownName: () => DnsName | undefined
  /** Preferred first; at least one while there is a network. */
  ownEndpoints: () => readonly string[]
  /** Where packets to the endpoint leave from, as `address:port`; undefined without a path. */
  sourceTowards: (endpoint: string) => string | undefined
  /** Text, from the host key (PROTOCOL section 9); undefined where the kernel has no IPv6. */
  ownVip6: () => string | undefined
  vipRange: VipRange
  /** Preferred first. */
  transforms: readonly Transform[]
  /** Undefined where DNS gives no answer. */
  discover: (
    name: DnsName,
    options?: { authoritative?: boolean; signal?: AbortSignal },
  ) => Promise<Discovery | undefined>
  /** Whether DNS gives this address for the host: as far as a cache says, or the zone's own servers. */
  hasAddress: (
    name: DnsName,
    address: string,
    options: { authoritative: boolean },
  ) => Promise<boolean>
  /** The name that reverse DNS gives for a static VIP; undefined for none. */
  reverseName: (address: string, signal?: AbortSignal) => Promise<DnsName | undefined>
  /** Whether the zone's own servers say that the host proposes this VIP. */
  publishesVip: (name: DnsName, vip: string) => Promise<boolean>
  /** Whether this host's DNS questions go there. */
  isNameServer: (address: string) => boolean
  /** Whether it is in a network that this host is in, or its gateway. */
  isOfOwnNetwork: (address: string) => boolean
  /** A clear control message, without its marker. */
  sendClear: (endpoint: string, message: Uint8Array) => void
  trust: TrustPort
  associations: AssociationsPort
  names: Names
  endpoints: Endpoints
  ownVips: OwnVips
  /**
   * Whether packets to a peer's physical address can be taken into the tunnel, its own outer packets not among them. Where not,
   * one-sided VIPs (paper 4.2.1) are neither proposed nor accepted.
   */
  carriesPhysicalVips: boolean
  /** Since the last packet from or to a peer; without it, only questions keep a lease. */
  trafficAgeMs?: (name: DnsName) => number | undefined
  onEvent: (event: NegotiationEvent) => void
  /** An error that nobody expected. What it came of has ended; all else goes on. */
  onFault: (error: Error) => void
}

/** For the event stream; holds no secret. */
export type NegotiationEvent =
  | {
      kind: 'agreed'
      name: DnsName
      vip: string
      localVip: string
      endpoint: string
      rounds: number
      elapsedMs: number
      role: 'initiator' | 'responder'
    }
  /** The same VIPs, new keys. */
  | { kind: 'rekeyed'; name: DnsName; role: 'initiator' | 'responder' }
  | { kind: 'failed'; name: DnsName; reason: FailureReason }
  | { kind: 'mapping-invalid' | 'mapping-dropped'; name: DnsName; vip: string }
  /** Somebody was refused before it had proved who it is. */
  | { kind: 'stranger-refused'; endpoint: string; reason: string }
  /** A host that proved its key was refused for it. */
  | { kind: 'key-refused'; name: DnsName; key: Uint8Array; endpoint: string; reason: RefusalReason }
  /** Where a peer sees us: behind a NAT it is none of our own endpoints. */
  | { kind: 'observed'; name: DnsName; endpoint: string; source: string }

export type FailureReason = 'no-answer' | 'terminated' | 'pending' | RefusalReason

/** One row of `vip peers`, as far as negotiation knows it. */
export interface NegotiatedPeer {
  name: DnsName
  state: 'negotiating' | 'pending' | 'agreed'
  vip: string | undefined
  localVip: string | undefined
  vip6: string | undefined
  endpoints: readonly string[]
  /** Smoothed, by handshakes and probes; undefined before the first. */
  rttMs: number | undefined
}
