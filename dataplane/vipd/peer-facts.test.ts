import { describe, expect, it } from 'vitest'
import type { PeerTraffic } from 'tun-tap/dataplane'
import type { Peer } from '../contract/model.ts'
import type { NegotiatedPeer } from '../negotiation/ports.ts'
import type { Mapping } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { mappingFacts, partnerFacts, peerFacts, stateOf, type PeerSources } from './peer-facts.ts'

const b = 'b.vipip.net.' as DnsName
const nowUs = 1_000_000_000

const mapping = (change: Partial<Mapping> = {}): Mapping => ({
  name: b,
  vip: '240.0.0.2',
  localVip: '240.0.0.1',
  oneSided: 'neither',
  state: 'active',
  agreedAtMs: 5,
  lastUsedAtMs: 6,
  ...change,
})

const traffic = (heardAgoMs: number | null, sentAgoMs: number | null): PeerTraffic => ({
  lastHeardUs: heardAgoMs === null ? 0 : nowUs - heardAgoMs * 1000,
  lastSentUs: sentAgoMs === null ? 0 : nowUs - sentAgoMs * 1000,
  rxBytes: 10,
  txBytes: 20,
  rxPackets: 1,
  txPackets: 2,
})

const peer = {
  name: b,
  vip: undefined,
  localVip: undefined,
  vip6: undefined,
  endpoints: ['192.0.2.2:10567'],
  rttMs: undefined,
}
const negotiatedB: NegotiatedPeer = { ...peer, state: 'agreed' }

const sources = (change: Partial<PeerSources> = {}): PeerSources => ({
  nowUs,
  partnerSeconds: 120,
  negotiated: [],
  mappings: [mapping()],
  trafficOf: () => undefined,
  dropsOf: () => ({}),
  namesOfTrust: [],
  trustOf: () => ({ state: 'first-use', fingerprint: null }),
  ...change,
})

describe('the state of a peer', () => {
  it.each([
    [0, 0, 'active'],
    [10_000, 0, 'active'],
    [10_001, 0, 'unreachable'],
    [10_001, 10_001, 'quiet'],
    [null, 5, 'unreachable'],
    [null, null, 'quiet'],
  ])('heard %s ms ago, sent to %s ms ago: %s', (heard, sent, state) => {
    expect(stateOf(traffic(heard, sent), nowUs)).toBe(state)
  })

  it('is that of the negotiation while there is no mapping', () => {
    const stateWhile = (state: 'pending' | 'negotiating', mappings: Mapping[]) =>
      peerFacts(sources({ negotiated: [{ ...peer, state }], mappings }))[0]?.state
    expect(stateWhile('pending', [])).toBe('pending')
    expect(stateWhile('negotiating', [mapping({ state: 'invalid' })])).toBe('negotiating')
    expect(peerFacts(sources({ mappings: [mapping({ state: 'invalid' })] }))[0]?.state).toBe(
      'invalid',
    )
  })
})

describe('a host without a mapping', () => {
  const known = 'known.vipip.net.' as DnsName
  const rowOf = (trust: Peer['trust'], change: Partial<PeerSources> = {}) =>
    peerFacts(
      sources({ mappings: [], namesOfTrust: [known], trustOf: () => trust, ...change }),
    ).map(({ name, vip, endpoint, state }) => ({ name, vip, endpoint, state }))
  const row = { name: 'known.vipip.net', vip: null, endpoint: null }
  const fingerprint = 'SHA256:x'

  it.each([
    ['first-use', 'quiet'],
    ['file', 'quiet'],
    ['rejected', 'quiet'],
    ['pending', 'pending'],
    ['changed', 'unreachable'],
  ] as const)('whose key is %s is %s', (trust, state) => {
    expect(rowOf({ state: trust, fingerprint })).toEqual([{ ...row, state }])
  })

  it('waits for the person who is asked, whatever the negotiation says', () => {
    const negotiated = [{ ...peer, name: known, state: 'negotiating' } as const]
    expect(rowOf({ state: 'pending', fingerprint }, { negotiated })).toMatchObject([
      { state: 'pending' },
    ])
    expect(rowOf({ state: 'changed', fingerprint }, { negotiated })).toMatchObject([
      { state: 'negotiating' },
    ])
  })

  it('is one row with its mapping, where it has one', () => {
    const rows = peerFacts(sources({ namesOfTrust: [known, b], negotiated: [negotiatedB] }))
    expect(rows.map(({ name, vip }) => [name, vip])).toEqual([
      ['b.vipip.net', '240.0.0.2'],
      ['known.vipip.net', null],
    ])
  })

  it('has an invalid one where its VIP could not be had again', () => {
    const mappings = [mapping({ name: known, state: 'invalid' })]
    expect(rowOf({ state: 'changed', fingerprint }, { mappings })).toMatchObject([
      { vip: '240.0.0.2', state: 'invalid' },
    ])
  })

  it('is no partner', () => {
    expect(partnerFacts(sources({ namesOfTrust: [known], mappings: [] }))).toEqual([])
  })
})

it('does not answer under its name with another key, unless the old one is still heard', () => {
  const stateWith = (heard: number) =>
    peerFacts(
      sources({
        trafficOf: () => traffic(heard, null),
        trustOf: () => ({ state: 'changed', fingerprint: 'SHA256:x' }),
      }),
    )[0]?.state
  expect(stateWith(60_000)).toBe('unreachable')
  expect(stateWith(5)).toBe('active')
})

it('shows names without the final dot, and one row a name', () => {
  const rows = peerFacts(
    sources({ mappings: [mapping({ vip: '240.0.0.9', state: 'invalid' }), mapping()] }),
  )
  expect(rows.map(({ name, vip, state }) => ({ name, vip, state }))).toEqual([
    { name: 'b.vipip.net', vip: '240.0.0.2', state: 'quiet' },
  ])
})

it('counts a lease down only while the peer says nothing', () => {
  const leaseOf = (heard: number | null) =>
    peerFacts(sources({ trafficOf: () => traffic(heard, 0) }))[0]?.leaseMs
  expect(leaseOf(10_000)).toBeNull()
  expect(leaseOf(20_000)).toBe(100_000)
  expect(leaseOf(500_000)).toBe(0)
  expect(leaseOf(null)).toBeNull()
})

it('takes for partners those heard or sent to within the lease time', () => {
  const partnersWith = (heard: number | null, sent: number | null) => {
    const from = sources({ trafficOf: () => traffic(heard, sent) })
    return partnerFacts(from).length
  }
  expect(partnersWith(119_999, null)).toBe(1)
  expect(partnersWith(null, 120_000)).toBe(1)
  expect(partnersWith(120_001, 120_001)).toBe(0)
  expect(partnersWith(null, null)).toBe(0)
})

it('shows each VIP that a name ever had, until it is reclaimed', () => {
  const before = [1, 2].map((at) => mapping({ vip: `240.0.0.${at}1`, state: 'invalid' }))
  const rows = mappingFacts([...before, mapping()])
  expect(rows.map(({ name, vip, state }) => [name, vip, state])).toEqual([
    ['b.vipip.net', '240.0.0.11', 'invalid'],
    ['b.vipip.net', '240.0.0.21', 'invalid'],
    ['b.vipip.net', '240.0.0.2', 'active'],
  ])
})

it('calls a one-sided mapping temporary', () => {
  const rows = mappingFacts([mapping({ oneSided: 'local' })])
  expect(rows).toEqual([
    {
      name: 'b.vipip.net',
      vip: '240.0.0.2',
      localVip: '240.0.0.1',
      vip6: null,
      state: 'temporary',
      agreedAt: 5,
    },
  ])
})
