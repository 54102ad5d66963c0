// What mobility needs from the rest of the helper: vipd.ts passes all of it, the simulation and the tests pass their own
// (PROTOCOL section 7).
import type { Clock } from '../lib/clock.ts'
import type { Endpoints } from '../tables/endpoints.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import type { HandoverJournal } from './handover-journal.ts'

/** An inner control message; its id is given by who sends it. */
export type ControlBody = InnerControl extends infer Message
  ? Message extends InnerControl
    ? Omit<Message, 'id'>
    : never
  : never

/** What the packet path knows of how a message came. */
export interface Arrival {
  /** Whether to the alternate port. */
  isAlternate?: boolean
  /** When, in µs of CLOCK_MONOTONIC; default: now. */
  atUs?: number
  /** Of a Hint by which packets follow the peer already: when the peer was heard before it, else null. */
  heardBeforeUs?: number | null
}

/** When a peer was last heard from and sent to, in µs of CLOCK_MONOTONIC; 0 where never. */
export interface ProofOfLife {
  lastHeardUs: number
  lastSentUs: number
}

/** What tunnel/'s Associations does for mobility. */
export interface MovingAssociations {
  /** Preferred first: packets go to the first that has a path, and are taken from all. */
  setEndpoints(name: DnsName, endpoints: readonly string[]): void
  /** Packets to the peer wait from now on. */
  hold(name: DnsName): void
  /**
   * Ends the hold, where the peer has keys and a path: what waited is sent, and before it, once more, the TCP segments
   * that were sent since `resendSinceUs` (0: none). Undefined where there is no path.
   */
  resume(name: DnsName, resendSinceUs: number): { heldSent: number; resent: number } | undefined
  /** Undefined for a peer without an association. */
  proofOf(name: DnsName): ProofOfLife | undefined
  /** Peers heard from or sent to at or after that time, the newest first (the active partner list). */
  usedSince(us: number): DnsName[]
  /** Of peers that were heard from once, those not heard since that time. */
  silentSince(us: number): DnsName[]
  /** One call of `Mobility.heard`, or `sent`, at the next data packet. */
  armHeard(name: DnsName): void
  armSent(name: DnsName): void
  /** Whether packets to the peer leave from another port than the usual one. */
  useAlternatePort(name: DnsName, isUsed: boolean): void
  /** Another alternate port, for all that use it. @returns its number */
  renewAlternatePort(): number
  /** One congestion mark for each ECN-capable TCP flow with the peer. */
  markCongestion(name: DnsName): void
  /** Packets that waited for the peer and were dropped, as too old or too many. */
  lostOf(name: DnsName): number
}

export interface MobilityPorts {
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  /** CLOCK_MONOTONIC, as in native events. */
  nowUs: () => number
  /** T: how long a peer is a partner, in ms. */
  partnerMs: () => number
  /** This host's UDP port. */
  port: number
  /** Names with an active mapping. */
  isMapped: (name: DnsName) => boolean
  endpoints: Endpoints
  associations: MovingAssociations
  /** Within the SA, to the preferred endpoint unless one is given. */
  sendControl: (name: DnsName, message: ControlBody, endpoint?: string) => void
  /** Smoothed, in ms; undefined before the first. */
  roundTripOf: (name: DnsName) => number | undefined
  noteRoundTrip: (name: DnsName, ms: number) => void
  /** Whether the kernel has a route to the endpoint. */
  hasPath: (endpoint: string) => boolean
  /** Where DNS says that the host is, as endpoints, asked at a server of its zone; undefined without an answer. */
  locate: (name: DnsName, signal: AbortSignal) => Promise<readonly string[] | undefined>
  journal: HandoverJournal
  /** Packets to the peer go elsewhere now (paper 4.3). */
  onPeerMoved: (name: DnsName, endpoint: string, previous: string | null) => void
}
