// Facts of a helper that does not exist, for tests.
import type { Handover, HandoverEvent } from '../../contract/handovers.ts'
import type {
  KnownHost,
  Mapping,
  Partner,
  Peer,
  Status,
  TrustQuestion,
} from '../../contract/model.ts'

export const sampleFingerprint = 'SHA256:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'
export const otherFingerprint = 'SHA256:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA'

const january = Date.UTC(2026, 0, 1)

export const sampleStatus: Status = {
  name: 'laptop.example.org',
  version: '0.1.0',
  startedAt: january,
  enabled: true,
  ready: true,
  fingerprint: sampleFingerprint,
  vips: ['240.1.2.3', '251.9.8.7'],
  vip6: 'fd56:4950::1',
  addresses: [
    { address: '192.0.2.5', interface: 'wlan0', preferred: true },
    { address: '2001:db8::5', interface: 'wlan0', preferred: false },
  ],
  port: 10567,
  tun: 'vip0',
  trustPolicy: 'ask',
  resolver: {
    listen: '127.105.67.1:53',
    upstream: ['192.0.2.53:53'],
    counters: { mapped: 12, passedThrough: 340 },
  },
  negotiation: { counters: { agreed: 2, rateLimited: 1 } },
  ddns: { provider: 'none', state: 'off', lastUpdate: null, problem: null },
  lastMove: {
    ...{ id: 3, startedAt: january + 60_000.125, cause: 'address-changed', state: 'done' },
    ...{ from: '192.0.2.7 (lan1)', to: '192.0.2.5 (wlan0)', outageMs: 1.8 },
  },
  drops: { unknownSpi: 3 },
  health: [
    {
      code: 'clock-behind',
      severity: 'warning',
      text: 'The clock is 40 s behind.',
      remedy: 'Let chrony or systemd-timesyncd set it.',
    },
  ],
}

export const samplePeer: Peer = {
  name: 'home.example.org',
  vip: '240.7.7.7',
  localVip: '240.1.2.3',
  vip6: 'fd56:4950::2',
  localVip6: 'fd56:4950::1',
  endpoint: '198.51.100.7:10567',
  endpoints: ['198.51.100.7:10567', '[2001:db8::7]:10567'],
  state: 'active',
  lastProofMs: 1200,
  rttMs: 23.4,
  rxBytes: 5_400_000,
  txBytes: 320_000,
  leaseMs: 118_000,
  trust: { state: 'verified', fingerprint: otherFingerprint },
  drops: { replayed: 2, malformed: 0 },
}

export const sampleMapping: Mapping = {
  name: samplePeer.name,
  vip: '240.7.7.7',
  localVip: '240.1.2.3',
  vip6: 'fd56:4950::2',
  state: 'active',
  agreedAt: january,
}

export const samplePartner: Partner = {
  name: samplePeer.name,
  endpoint: '198.51.100.7:10567',
  rttMs: 23.4,
  rxBytes: 5_400_000,
  txBytes: 320_000,
  leaseMs: 118_000,
}

export const sampleQuestion: TrustQuestion = {
  name: 'new.example.org',
  fingerprint: sampleFingerprint,
  randomart: [
    '+--[ED25519 256]--+',
    ...Array<string>(9).fill('|        S        |'),
    '+----[SHA256]-----+',
  ].join('\n'),
  endpoint: '203.0.113.9:10567',
  cause: 'we-called',
  openedAt: january,
  keyChanges: 0,
  dnssec: 'none',
}

export const sampleKnownHost: KnownHost = {
  name: samplePeer.name,
  keys: [{ fingerprint: otherFingerprint, state: 'trusted', proof: 'verified', addedAt: january }],
}

const hostEvents: HandoverEvent[] = [
  { at: 0, what: 'address-up', detail: '192.0.2.5 (wlan0)' },
  { at: 0.4, what: 'dns-sent', detail: 'rfc2136' },
  { at: 5.25, what: 'dns-acknowledged', detail: 'rfc2136' },
]

export const sampleHandover: Handover = {
  id: 3,
  startedAt: january + 60_000.125,
  cause: 'address-changed',
  from: '192.0.2.7 (lan1)',
  to: '192.0.2.5 (wlan0)',
  state: 'done',
  events: hostEvents,
  omitted: 0,
  partners: [
    {
      name: samplePeer.name,
      events: [
        { at: 0, what: 'address-up', detail: '192.0.2.5 (wlan0)' },
        { at: 0.21, what: 'hint-sent', detail: '198.51.100.7:10567' },
        { at: 0.4, what: 'dns-sent', detail: 'rfc2136' },
        { at: 1.8, what: 'hint-acknowledged', detail: null },
        { at: 1.801, what: 'held-sent', detail: '3' },
        { at: 5.25, what: 'dns-acknowledged', detail: 'rfc2136' },
      ],
      ...{ omitted: 0, outageMs: 1.8, held: 3, resent: 2, lost: 0 },
    },
  ],
  omittedPartners: 0,
}
