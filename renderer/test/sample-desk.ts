// What a desk may show, for tests and for looking at pages: usual, huge, empty, each failure, keys to check.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import type {
  KnownHost,
  Mapping,
  Partner,
  Peer,
  PeerState,
  Status,
  TrustQuestion,
} from '../../dataplane/contract/model.ts'
import type { DeskState, HelperFailure, HelperState } from '../../main/bridge/desk-state.ts'

/** The moment at which the samples are looked at, in milliseconds since 1970. */
export const sampleNow = Date.UTC(2026, 0, 31, 13, 5)
const minuteMs = 60_000
const dayMs = 86_400_000

/** Of a made-up key: always the same for the same seed. */
export function sampleFingerprint(seed: number): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
  let state = (seed + 1) * 2_654_435_761
  const next = () => {
    state = (Math.imul(state ^ (state >>> 15), 2_246_822_519) + 374_761_393) >>> 0
    return alphabet[state % 64] ?? 'A'
  }
  return `SHA256:${Array.from({ length: 43 }, next).join('')}`
}

export const sampleRandomart = [
  '+--[ED25519 256]--+',
  '|        .o+*=o.  |',
  '|       . +=*B +  |',
  '|      . o *B.@ o |',
  '|       . +.oB *  |',
  '|        S o+ = . |',
  '|         .o.+ .  |',
  '|         ..+ .   |',
  '|        . o o    |',
  '|       E   .     |',
  '+----[SHA256]-----+',
].join('\n')

export function sampleStatus(others: Partial<Status> = {}): Status {
  return {
    name: 'laptop.vipip.net',
    version: '0.1.0',
    startedAt: sampleNow - 3 * dayMs,
    enabled: true,
    ready: true,
    fingerprint: sampleFingerprint(0),
    vips: ['240.18.7.2', '240.103.9.41'],
    vip6: 'fd56:4950::7:2',
    addresses: [
      { address: '192.0.2.23', interface: 'wlan0', preferred: true },
      { address: '2001:db8:4::23', interface: 'wlan0', preferred: false },
    ],
    port: 10_567,
    tun: 'vip0',
    trustPolicy: 'ask',
    resolver: {
      listen: '127.105.67.1:53',
      upstream: ['203.0.113.53:53'],
      counters: { asked: 1204, mapped: 310, passedThrough: 894 },
    },
    negotiation: { counters: { agreed: 9, 'init-sent': 11, 'rate-limited': 2 } },
    ddns: {
      provider: 'rfc2136',
      state: 'current',
      lastUpdate: sampleNow - 14 * minuteMs,
      problem: null,
    },
    lastMove: {
      id: 12,
      startedAt: sampleNow - 14 * minuteMs,
      cause: 'address-changed',
      from: '198.51.100.7 (eth0)',
      to: '192.0.2.23 (wlan0)',
      state: 'done',
      outageMs: 2.4,
    },
    drops: { unknownSpi: 3, unmappedVip: 1 },
    health: [],
    ...others,
  }
}

export function samplePeer(name: string, seed: number, others: Partial<Peer> = {}): Peer {
  const endpoint = `203.0.113.${(seed % 250) + 1}:10567`
  return {
    name,
    vip: `240.${(seed >> 16) & 255}.${(seed >> 8) & 255}.${seed & 255}`,
    localVip: '240.18.7.2',
    vip6: null,
    localVip6: null,
    endpoint,
    endpoints: [endpoint],
    state: 'active',
    lastProofMs: 640,
    rttMs: 8.3 + (seed % 40),
    rxBytes: 48_210_334 + seed * 977,
    txBytes: 9_120_998 + seed * 311,
    leaseMs: null,
    trust: { state: 'first-use', fingerprint: sampleFingerprint(seed) },
    drops: {},
    ...others,
  }
}

const usualPeers: Peer[] = [
  samplePeer('home.example.org', 1, {
    endpoints: ['203.0.113.2:10567', '[2001:db8:9::2]:10567'],
    trust: { state: 'verified', fingerprint: sampleFingerprint(1) },
    rxBytes: 5_402_113_004,
    drops: { replay: 2, heldTooOld: 11 },
  }),
  samplePeer('nas.vipip.net', 2, { rttMs: 21.7 }),
  samplePeer('build-server.lab.vipip.net', 3, {
    state: 'quiet',
    lastProofMs: 94_000,
    leaseMs: 26_000,
    trust: { state: 'dnssec', fingerprint: sampleFingerprint(3) },
  }),
  samplePeer('phone.duckdns.org', 4, {
    state: 'unreachable',
    lastProofMs: 38_000,
    rttMs: 61,
    leaseMs: 82_000,
  }),
  samplePeer('camera.vipip.net', 5, {
    state: 'negotiating',
    vip: null,
    localVip: null,
    lastProofMs: null,
    rttMs: null,
    rxBytes: 0,
    txBytes: 0,
    trust: { state: 'unknown', fingerprint: null },
  }),
  samplePeer('old-laptop.vipip.net', 6, {
    state: 'invalid',
    endpoint: null,
    endpoints: [],
    lastProofMs: 9 * dayMs,
    rttMs: null,
    trust: { state: 'file', fingerprint: sampleFingerprint(6) },
  }),
  // Known, and no more than that: it was not asked for since this computer started.
  samplePeer('attic.example.net', 7, {
    state: 'quiet',
    vip: null,
    localVip: null,
    endpoint: null,
    endpoints: [],
    lastProofMs: null,
    rttMs: null,
    rxBytes: 0,
    txBytes: 0,
  }),
]

export function sampleMapping(peer: Peer, seed: number): Mapping {
  return {
    name: peer.name,
    vip: peer.vip ?? '240.0.0.1',
    localVip: peer.localVip ?? '240.18.7.2',
    vip6: seed % 3 === 0 ? `fd56:4950::${seed.toString(16)}` : null,
    state: peer.state === 'invalid' ? 'invalid' : seed % 9 === 4 ? 'temporary' : 'active',
    agreedAt: sampleNow - seed * 7 * minuteMs - dayMs,
  }
}

function samplePartner({ name, endpoint, rttMs, rxBytes, txBytes, leaseMs }: Peer): Partner {
  return { name, endpoint, rttMs, rxBytes, txBytes, leaseMs }
}

function sampleKnownHost(peer: Peer, seed: number): KnownHost {
  const proof = peer.trust.state
  return {
    name: peer.name,
    keys: [
      {
        fingerprint: sampleFingerprint(seed),
        state: proof === 'rejected' ? 'rejected' : 'trusted',
        proof: proof === 'verified' || proof === 'dnssec' || proof === 'file' ? proof : 'first-use',
        addedAt: proof === 'file' ? null : sampleNow - seed * 11 * dayMs,
      },
    ],
  }
}

export function sampleQuestion(
  name: string,
  seed: number,
  others: Partial<TrustQuestion> = {},
): TrustQuestion {
  return {
    name,
    fingerprint: sampleFingerprint(seed),
    randomart: sampleRandomart,
    endpoint: `198.51.100.${(seed % 250) + 1}:10567`,
    cause: 'we-called',
    openedAt: sampleNow - seed * 1000,
    keyChanges: 0,
    dnssec: 'none',
    ...others,
  }
}

type Named = { name: string }
type SampleFacts = {
  status?: Status | null
  peers?: Peer[]
  mappings?: Mapping[]
  partners?: Partner[]
  questions?: TrustQuestion[]
  knownHosts?: KnownHost[]
}

export function factsOf(sample: SampleFacts): Change[] {
  const { status = sampleStatus(), mappings = [] } = sample
  const named = <const Collection extends Exclude<Change['collection'], 'status' | 'mappings'>>(
    collection: Collection,
    entities: readonly Named[] = [],
  ) => entities.map((value) => ({ collection, name: value.name, value }) as Change)
  return [
    ...(status === null ? [] : [{ collection: 'status' as const, value: status }]),
    ...named('peers', sample.peers),
    ...mappings.map((value) => ({ collection: 'mappings' as const, vip: value.vip, value })),
    ...named('partners', sample.partners),
    ...named('questions', sample.questions),
    ...named('knownHosts', sample.knownHosts),
  ]
}

export function sampleDesk(others: Partial<DeskState> = {}): DeskState {
  return {
    shell: { kind: 'electron', version: '0.1.0', configured: true, hasTray: true },
    viewpoint: { kind: 'machine', runDirectory: '/run/vip' },
    helper: { phase: 'ready', version: '0.1.0', rights: 'write' },
    facts: factsOf({}),
    handovers: [],
    lab: {
      phase: { is: 'down' },
      status: null,
      statusAt: null,
      moving: [],
      stream: { is: 'off' },
      problem: null,
    },
    preferences: { theme: 'system', startAtLogin: false, notifications: true, firstRunDone: true },
    ...others,
  }
}

/** Facts of peers, with the mappings, partners and known hosts that they have. */
function factsOfPeers(peers: readonly Peer[], others: SampleFacts = {}): Change[] {
  const numbered = peers.map((peer, at) => ({ peer, seed: at + 1 }))
  return factsOf({
    peers: [...peers],
    mappings: numbered
      .filter(({ peer }) => peer.vip !== null)
      .map(({ peer, seed }) => sampleMapping(peer, seed)),
    partners: peers
      .filter(({ state }) => state === 'active' || state === 'quiet' || state === 'unreachable')
      .filter(({ vip }) => vip !== null)
      .slice(0, 40)
      .map(samplePartner),
    knownHosts: numbered
      .filter(({ peer }) => peer.trust.state !== 'unknown')
      .map(({ peer, seed }) => sampleKnownHost(peer, seed)),
    ...others,
  })
}

/** Of nas.vipip.net, before it got another one. */
const formerMapping: Mapping = {
  name: 'nas.vipip.net',
  vip: '240.77.3.9',
  localVip: '240.18.7.2',
  vip6: null,
  state: 'invalid',
  agreedAt: sampleNow - 9 * dayMs,
}

export function usualDesk(): DeskState {
  const { vip } = formerMapping
  const former: Change = { collection: 'mappings', vip, value: formerMapping }
  return sampleDesk({ facts: [...factsOfPeers(usualPeers), former] })
}

const states: readonly PeerState[] = ['active', 'quiet', 'quiet', 'quiet', 'unreachable', 'invalid']

export function manyPeersDesk(count = 10_000): DeskState {
  const peers = Array.from({ length: count }, (_, at) => {
    const state = states[(at * 7) % states.length] ?? 'quiet'
    return samplePeer(`host-${String(at).padStart(5, '0')}.fleet.vipip.net`, at + 1, {
      state,
      lastProofMs: state === 'active' ? at % 9000 : 12_000 + at * 50,
    })
  })
  return sampleDesk({ facts: factsOfPeers(peers) })
}

export function nothingDesk(): DeskState {
  return sampleDesk({ facts: factsOf({ status: sampleStatus({ lastMove: null, drops: {} }) }) })
}

export function offDesk(): DeskState {
  const status = sampleStatus({
    enabled: false,
    health: [
      {
        code: 'switched-off',
        severity: 'info',
        text: 'Mobility is off: names are answered with physical addresses.',
        remedy: 'Turn it on with "vip up".',
      },
    ],
  })
  return sampleDesk({ facts: factsOfPeers(usualPeers, { status }) })
}

export function unwellDesk(): DeskState {
  const problem = {
    text: 'The zone’s server 203.0.113.53:53 refused the update of laptop.vipip.net (NOTAUTH).',
    remedy: 'Check that ddns.zone is the zone of this name, and that the key is the server’s.',
  }
  const status = sampleStatus({
    ddns: { provider: 'rfc2136', state: 'failed', lastUpdate: null, problem },
    addresses: [],
    health: [
      {
        code: 'no-network',
        severity: 'warning',
        text: 'This computer has no address that may carry VIP.',
        remedy: 'Connect it to a network, or name the interface under network.interfaces.',
      },
      { code: 'ddns-failed', severity: 'error', ...problem },
    ],
  })
  return sampleDesk({ facts: factsOfPeers(usualPeers, { status }) })
}

/** Without facts, as far as the helper was never there. */
export function helperDesk(helper: HelperState): DeskState {
  const hasFacts = helper.phase === 'lost' || helper.phase === 'restarting'
  return sampleDesk({ helper, facts: hasFacts ? factsOfPeers(usualPeers) : [] })
}

export const helperFailures: readonly HelperFailure[] = [
  {
    code: 'crash-loop',
    exits: 5,
    withinMs: 60_000,
    detail: 'vipd: cannot open /dev/net/tun: No such file or directory',
  },
  { code: 'elevation-dismissed' },
  { code: 'elevation-refused', detail: 'No authentication agent found.' },
  { code: 'not-installed', path: '/usr/lib/vip/vipd.mjs' },
  { code: 'socket-forbidden', socket: '/run/vip/control.sock' },
  { code: 'other-protocol', helperVersion: '0.9.0' },
  { code: 'not-a-helper', socket: '/run/vip/control.sock', detail: null },
  { code: 'could-not-start', detail: 'vipd: /etc/vip/vip.toml:1:1: name is missing' },
]

/** Each state without a ready helper. */
export const missingHelpers: readonly HelperState[] = [
  { phase: 'absent' },
  { phase: 'starting' },
  { phase: 'lost', since: sampleNow - 9000 },
  { phase: 'restarting', attempt: 3, nextAt: sampleNow + 4000 },
  ...helperFailures.map((reason) => ({ phase: 'failed' as const, reason })),
]

export function questionsDesk(count: number): DeskState {
  const names = ['desk.example.org', 'printer.vipip.net', 'guest.example.net']
  const questions = Array.from({ length: count }, (_, at) =>
    sampleQuestion(names[at] ?? `guest-${at}.example.net`, 100 + at, {
      cause: at % 2 === 0 ? 'we-called' : 'they-called',
      keyChanges: at === 2 ? 1 : 0,
      dnssec: at === 1 ? 'validated' : 'none',
    }),
  )
  return sampleDesk({ facts: factsOfPeers(usualPeers, { questions }) })
}

export function changedKeyDesk(): DeskState {
  const peers = usualPeers.map((peer) =>
    peer.name === 'nas.vipip.net'
      ? {
          ...peer,
          state: 'unreachable' as const,
          trust: { state: 'changed' as const, fingerprint: sampleFingerprint(77) },
        }
      : peer,
  )
  return sampleDesk({ facts: factsOfPeers(peers) })
}
