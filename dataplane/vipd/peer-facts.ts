// Peers, mappings and partners as the contract has them, put together from the tables, the negotiation, trust and the
// packet path's counters. Pure but for what it is given to read.
import type { PeerTraffic } from 'tun-tap/dataplane'
import { proofLastsMs } from '../contract/model.ts'
import type { Mapping as MappingFact, Partner, Peer, PeerState } from '../contract/model.ts'
import type { NegotiatedPeer } from '../negotiation/ports.ts'
import type { Mapping } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameText } from './name-text.ts'

export interface PeerSources {
  /** Of CLOCK_MONOTONIC, in microseconds, as the packet path's times. */
  nowUs: number
  partnerSeconds: number
  negotiated: readonly NegotiatedPeer[]
  /** Of every state. */
  mappings: readonly Mapping[]
  trafficOf: (name: DnsName) => PeerTraffic | undefined
  dropsOf: (name: DnsName) => Record<string, number>
  trustOf: (name: DnsName) => Peer['trust']
  /** Whom there is a word about, or a question. Most have no mapping. */
  namesOfTrust: Iterable<DnsName>
}

/** Each host that is known, mapped or not: who was refused for another key must not go unseen. */
export function peerFacts(sources: PeerSources): Peer[] {
  const negotiated = byName(sources.negotiated)
  const mappings = bestOfEach(sources.mappings)
  const names = new Set([...negotiated.keys(), ...mappings.keys(), ...sources.namesOfTrust])
  return [...names].map((name) => peerFact(name, negotiated.get(name), mappings.get(name), sources))
}

function byName(peers: readonly NegotiatedPeer[]): Map<DnsName, NegotiatedPeer> {
  return new Map(peers.map((peer) => [peer.name, peer]))
}

/** A name may have invalid mappings besides its active one: that one, else the last. */
function bestOfEach(mappings: readonly Mapping[]): Map<DnsName, Mapping> {
  const best = new Map<DnsName, Mapping>()
  for (const mapping of mappings) {
    if (best.get(mapping.name)?.state !== 'active') best.set(mapping.name, mapping)
  }
  return best
}

function peerFact(
  name: DnsName,
  negotiated: NegotiatedPeer | undefined,
  mapping: Mapping | undefined,
  sources: PeerSources,
): Peer {
  const traffic = sources.trafficOf(name)
  const endpoints = [...(negotiated?.endpoints ?? [])]
  const trust = sources.trustOf(name)
  return {
    name: nameText(name),
    vip: mapping?.vip ?? null,
    localVip: mapping?.localVip ?? null,
    vip6: mapping?.vip6 ?? null,
    localVip6: mapping?.localVip6 ?? null,
    endpoint: endpoints[0] ?? null,
    endpoints,
    state: peerState(negotiated, mapping, traffic, trust, sources.nowUs),
    lastProofMs: ageMs(traffic?.lastHeardUs, sources.nowUs),
    rttMs: negotiated?.rttMs ?? null,
    rxBytes: traffic?.rxBytes ?? 0,
    txBytes: traffic?.txBytes ?? 0,
    leaseMs: leaseMs(traffic, sources),
    trust,
    drops: sources.dropsOf(name),
  }
}

function peerState(
  negotiated: NegotiatedPeer | undefined,
  mapping: Mapping | undefined,
  traffic: PeerTraffic | undefined,
  trust: Peer['trust'],
  nowUs: number,
): PeerState {
  if (mapping?.state !== 'active') return stateWithout(negotiated, mapping, trust)
  const state = stateOf(traffic, nowUs)
  // Whoever answers there now is somebody else, or the host has lost its key.
  return state === 'quiet' && trust.state === 'changed' ? 'unreachable' : state
}

/** Of a peer that has a mapping. */
export function stateOf(traffic: PeerTraffic | undefined, nowUs: number): PeerState {
  const heardMs = ageMs(traffic?.lastHeardUs, nowUs)
  const sentMs = ageMs(traffic?.lastSentUs, nowUs)
  if (heardMs !== null && heardMs <= proofLastsMs) return 'active'
  const isSendingInVain = sentMs !== null && sentMs <= proofLastsMs
  return isSendingInVain ? 'unreachable' : 'quiet'
}

function stateWithout(
  negotiated: NegotiatedPeer | undefined,
  mapping: Mapping | undefined,
  trust: Peer['trust'],
): PeerState {
  // A question stays open when the attempt that led to it has ended.
  if (negotiated?.state === 'pending' || trust.state === 'pending') return 'pending'
  if (negotiated?.state === 'negotiating') return 'negotiating'
  if (mapping?.state === 'invalid') return 'invalid'
  return trust.state === 'changed' ? 'unreachable' : 'quiet'
}

/** Programs may still use a VIP that became invalid, so each is told. */
export function mappingFacts(mappings: readonly Mapping[]): MappingFact[] {
  return mappings.map(({ name, vip, localVip, vip6, state, oneSided, agreedAtMs }) => ({
    name: nameText(name),
    vip,
    localVip,
    vip6: vip6 ?? null,
    state: state === 'active' && oneSided !== 'neither' ? 'temporary' : state,
    agreedAt: agreedAtMs,
  }))
}

/** Heard from or sent to within the lease time; a host that is merely known is none. */
export function partnerFacts(sources: PeerSources): Partner[] {
  const negotiated = byName(sources.negotiated)
  const names = new Set([...negotiated.keys(), ...sources.mappings.map(({ name }) => name)])
  return [...names].flatMap((name) => {
    const traffic = sources.trafficOf(name)
    if (traffic === undefined || !isPartner(traffic, sources)) return []
    const { rxBytes, txBytes } = traffic
    const { endpoints = [], rttMs = null } = negotiated.get(name) ?? {}
    const endpoint = endpoints[0] ?? null
    const lease = leaseMs(traffic, sources)
    return [{ name: nameText(name), endpoint, rttMs, rxBytes, txBytes, leaseMs: lease }]
  })
}

function isPartner(
  { lastHeardUs, lastSentUs }: PeerTraffic,
  { nowUs, partnerSeconds }: PeerSources,
): boolean {
  const age = ageMs(Math.max(lastHeardUs, lastSentUs), nowUs)
  return age !== null && age <= partnerSeconds * 1000
}

/**
 * PROTOCOL section 7: counts down while a peer that we send to says nothing. One that never did has no lease, and is looked for
 * by negotiating with it.
 */
function leaseMs(traffic: PeerTraffic | undefined, { nowUs, partnerSeconds }: PeerSources) {
  const heardMs = ageMs(traffic?.lastHeardUs, nowUs)
  if (heardMs === null || heardMs <= proofLastsMs) return null
  return Math.max(0, partnerSeconds * 1000 - heardMs)
}

function ageMs(us: number | undefined, nowUs: number): number | null {
  return us === undefined || us === 0 ? null : Math.max(0, Math.round((nowUs - us) / 1000))
}
