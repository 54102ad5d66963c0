import { describe, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Connection, Discovery } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { resolveName, type ResolveSources } from './resolve-act.ts'

const b = 'b.vipip.net.' as DnsName
const discovery: Discovery = {
  name: b,
  addresses: ['192.0.2.2', '2001:db8::2'],
  magic: { kind: 'present', vip: '240.0.0.2' },
  port: 10567,
}

const pending = { kind: 'physical', reason: 'pending' } as const

type Case = {
  found?: Discovery | undefined
  connection?: Connection
  mappedVip?: string
  isTrusted?: boolean
  isEnabled?: boolean
  endpoints?: string[]
  dnsMs?: number
}

function resolve(
  {
    found,
    connection,
    mappedVip,
    isTrusted = false,
    isEnabled = true,
    endpoints = [],
    dnsMs = 0,
  }: Case,
  physical = false,
) {
  const clock = new FakeClock()
  const sources: ResolveSources = {
    clock,
    isEnabled: () => isEnabled,
    source: {
      mapped: () => (mappedVip === undefined ? undefined : { vip: mappedVip }),
      own: () => undefined,
      isTrusted: () => isTrusted,
      connect: () =>
        connection === undefined
          ? Promise.reject(new Error('not asked for'))
          : Promise.resolve(connection),
    },
    discover: () => {
      clock.advance(dnsMs)
      return Promise.resolve(found)
    },
    endpointsOf: () => endpoints,
    roundsOf: () => 2,
  }
  return resolveName(sources, b, physical, AbortSignal.timeout(1000))
}

describe('vip resolve', () => {
  it('says what is mapped without negotiating', async () => {
    expect(await resolve({ found: discovery, mappedVip: '240.0.0.7' })).toEqual({
      name: 'b.vipip.net',
      kind: 'vip',
      address: '240.0.0.7',
      physical: ['192.0.2.2', '2001:db8::2'],
      rounds: 0,
      elapsedMs: 0,
      reason: 'mapped',
    })
  })

  it('negotiates with a host that speaks VIP', async () => {
    const connection = { kind: 'vip', vip: '240.0.0.2' } as const
    expect(await resolve({ found: discovery, connection })).toMatchObject({
      kind: 'vip',
      address: '240.0.0.2',
      rounds: 2,
      reason: 'negotiated',
    })
  })

  it('says how long a program waits, for which DNS is not asked of a mapped name', async () => {
    const mapped = { found: discovery, mappedVip: '240.0.0.7', dnsMs: 1500 }
    expect(await resolve(mapped)).toMatchObject({ kind: 'vip', elapsedMs: 0 })
    expect(await resolve({ ...mapped, endpoints: ['198.51.100.9:10567'] })).toMatchObject({
      physical: ['198.51.100.9'],
      elapsedMs: 0,
    })
    expect(await resolve({ found: discovery, connection: pending, dnsMs: 20 })).toMatchObject({
      elapsedMs: 20,
    })
  })

  it('says where a peer is now, and not what DNS says of it', async () => {
    const endpoints = ['198.51.100.9:10567', '[2001:db8::9]:10567', '198.51.100.9:4500']
    const peer = { found: discovery, mappedVip: '240.0.0.7', endpoints, dnsMs: 1500 }
    expect(await resolve(peer, true)).toEqual({
      name: 'b.vipip.net',
      kind: 'vip',
      address: '198.51.100.9',
      physical: ['198.51.100.9', '2001:db8::9'],
      rounds: 0,
      elapsedMs: 0,
      reason: 'peer-endpoint',
    })
  })

  it.each<[string, Case, object]>([
    ['that speaks VIP', { found: discovery }, { kind: 'vip', reason: 'dns-address' }],
    [
      'that is trusted, whatever DNS says',
      { found: { ...discovery, magic: { kind: 'absent' } }, isTrusted: true },
      { kind: 'vip', reason: 'dns-address' },
    ],
    [
      'without VIP',
      { found: { ...discovery, magic: { kind: 'absent' } } },
      { kind: 'legacy', reason: 'legacy-host' },
    ],
  ])('says what DNS says of a host %s', async (_, given, expected) => {
    const physical = ['192.0.2.2', '2001:db8::2']
    const whole = { address: '192.0.2.2', physical, rounds: 0, ...expected }
    expect(await resolve(given, true)).toMatchObject(whole)
  })

  it('negotiates with nobody while mobility is off', async () => {
    const address = '192.0.2.2'
    expect(await resolve({ found: discovery, isEnabled: false })).toMatchObject({
      kind: 'legacy',
      address,
      reason: 'switched-off',
    })
  })

  it.each<[string, Case, object]>([
    [
      'a legacy host',
      { found: { ...discovery, magic: { kind: 'absent' } } },
      { kind: 'legacy', address: '192.0.2.2', reason: 'legacy-host' },
    ],
    [
      'a name without addresses',
      { found: { ...discovery, magic: { kind: 'absent' }, addresses: [] } },
      { kind: 'unreachable', address: null, reason: 'no-such-name' },
    ],
    ['no DNS', {}, { kind: 'unreachable', address: null, reason: 'dns-failed' }],
    [
      'a stranger whose key waits',
      { found: discovery, connection: { kind: 'physical', reason: 'pending' } },
      { kind: 'pending', address: '192.0.2.2', reason: 'key-to-check' },
    ],
    [
      'a stranger of which no address is known',
      {
        found: { ...discovery, addresses: [] },
        connection: { kind: 'physical', reason: 'no-answer' },
      },
      { kind: 'unreachable', address: null, reason: 'no-answer' },
    ],
    [
      'a stranger that refused',
      { found: discovery, connection: { kind: 'physical', reason: 'refused' } },
      { kind: 'legacy', address: '192.0.2.2', reason: 'refused-by-peer' },
    ],
    [
      'a stranger whose key has no room in the trust store',
      { found: discovery, connection: { kind: 'physical', reason: 'trust-store-full' } },
      { kind: 'legacy', address: '192.0.2.2', reason: 'trust-store-full' },
    ],
    [
      'a changed key',
      { found: discovery, connection: { kind: 'refused', reason: 'key-changed' } },
      { kind: 'refused', address: null, reason: 'key-changed' },
    ],
    [
      'a trusted host that is silent',
      { found: discovery, connection: { kind: 'refused', reason: 'no-answer' } },
      { kind: 'unreachable', address: null, reason: 'no-answer' },
    ],
    [
      'a trusted host that DNS calls legacy now, which is no way around trust',
      {
        found: { ...discovery, magic: { kind: 'absent' } },
        isTrusted: true,
        connection: { kind: 'refused', reason: 'no-answer' },
      },
      { kind: 'unreachable', address: null },
    ],
  ])('tells of %s', async (_, given, expected) => {
    expect(await resolve(given)).toMatchObject(expected)
  })
})
