// What the helper shows of itself and of its peers (contract/model.ts), read from its parts when somebody asks.
import { monotonicUs } from 'tun-tap/dataplane'
import type { ConfigurationFile } from '../configuration/configuration-file.ts'
import type { Status } from '../contract/model.ts'
import type { Facts } from '../control/acts.ts'
import { fingerprintOf } from '../identity/fingerprint.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import type { Names } from '../tables/names.ts'
import type { HandoverJournal } from '../mobility/handover-journal.ts'
import type { OwnVips } from '../tables/own-vips.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { healthRows } from './health.ts'
import type { OwnDns } from './dynamic-dns.ts'
import type { HostIdentity } from './host-identity.ts'
import { lateKeys } from './configuration-news.ts'
import { nameText } from './name-text.ts'
import type { NetworkInForce } from './network-in-force.ts'
import { mappingFacts, partnerFacts, peerFacts } from './peer-facts.ts'
import type { PeerSources } from './peer-facts.ts'
import type { TrustDesk } from './trust-desk.ts'
import type { VipLayer } from './vip-layer.ts'

export interface HelperSources {
  version: string
  startedAtMs: number
  ownName: DnsName
  ownVip6: string
  configuration: ConfigurationFile
  network: () => NetworkInForce
  identity: HostIdentity
  upstreams: () => readonly Endpoint[]
  isEnabled: () => boolean
  isReady: () => boolean
  /** Why mappings cannot be saved, where they cannot. */
  stateFault: () => string | undefined
  /** Undefined while mobility is off. */
  layer: () => VipLayer | undefined
  names: () => Names
  ownVips: () => OwnVips
  desk: () => TrustDesk
  ownDns: () => OwnDns
  journal: () => HandoverJournal
  folders: { runDirectory: string; stateDirectory: string }
  resolverCounters: () => Record<string, number>
}

export function helperFacts(sources: HelperSources): Facts {
  return {
    status: () => statusFact(sources),
    peers: () => peerFacts(peerSources(sources)),
    mappings: () => mappingFacts(sources.names().snapshot()),
    partners: () => partnerFacts(peerSources(sources)),
    questions: () => sources.desk().questionFacts(),
    knownHosts: () => sources.desk().knownHostFacts(),
  }
}

export function statusFact(sources: HelperSources): Status {
  const { atStart, configuration, problems } = sources.configuration
  const { network, fault } = sources.network()
  const { hostKey, knownHosts } = sources.identity
  const layer = sources.layer()
  const addresses = layer?.addresses ?? []
  const ddns = sources.ownDns().status
  return {
    name: nameText(sources.ownName),
    version: sources.version,
    startedAt: sources.startedAtMs,
    enabled: sources.isEnabled(),
    ready: sources.isReady(),
    fingerprint: fingerprintOf(hostKey.publicKey),
    vips: [...sources.ownVips().all],
    vip6: sources.ownVip6,
    addresses: [...addresses],
    port: network.port,
    tun: network.tun,
    trustPolicy: configuration.trust.policy,
    resolver: {
      listen: atStart.resolver.listen,
      upstream: sources.upstreams().map(formatEndpoint),
      counters: sources.resolverCounters(),
    },
    negotiation: { counters: layer?.negotiation.counters.snapshot() ?? {} },
    ddns,
    lastMove: sources.journal().lastMove ?? null,
    drops: layer?.drops() ?? {},
    health: healthRows({
      enabled: sources.isEnabled(),
      addresses,
      upstreams: sources.upstreams(),
      configurationProblems: problems,
      knownHosts: knownHosts.read(),
      networkFault: fault,
      lateKeys: lateKeys(atStart, configuration),
      ddns,
      stateFault: sources.stateFault(),
    }),
  }
}

/** Whether anything authentic has come from any peer. */
export function hasHeardPeers(sources: HelperSources): boolean {
  return peerFacts(peerSources(sources)).some(({ lastProofMs }) => lastProofMs !== null)
}

function peerSources(sources: HelperSources): PeerSources {
  const layer = sources.layer()
  return {
    nowUs: monotonicUs(),
    partnerSeconds: sources.configuration.configuration.mobility.partnerSeconds,
    negotiated: layer?.negotiation.peers() ?? [],
    mappings: sources.names().snapshot(),
    trafficOf: (name) => layer?.trafficOf(name),
    dropsOf: (name) => layer?.drops(name) ?? {},
    trustOf: (name) => sources.desk().trustOf(name),
    namesOfTrust: sources.desk().names(),
  }
}
