// Facts of a helper that does not exist, for tests.
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
