import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatIpv4, formatIpv6 } from '../wire/dns-address.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { isClassE, readReverseName, reverseNameOf } from './vip-ranges.ts'

test.each([
  ['4.3.2.240.in-addr.arpa.', { kind: 'address', address: '240.2.3.4', isVip: true }],
  ['1.2.0.192.IN-ADDR.arpa.', { kind: 'address', address: '192.0.2.1', isVip: false }],
  ['240.in-addr.arpa.', { kind: 'vip-zone', isAbove: true }],
  ['3.2.255.in-addr.arpa.', { kind: 'vip-zone', isAbove: true }],
  ['x.255.in-addr.arpa.', { kind: 'vip-zone', isAbove: false }],
  ['5.4.3.2.240.in-addr.arpa.', { kind: 'vip-zone', isAbove: false }],
  ['239.in-addr.arpa.', { kind: 'other' }],
  ['in-addr.arpa.', { kind: 'other' }],
  ['0.5.9.4.6.5.d.f.ip6.arpa.', { kind: 'vip-zone', isAbove: true }],
  ['g.0.5.9.4.6.5.d.f.ip6.arpa.', { kind: 'vip-zone', isAbove: false }],
  ['8.b.d.0.1.0.0.2.ip6.arpa.', { kind: 'other' }],
  ['4.3.2.240.in-addr.arpa.vipip.net.', { kind: 'other' }],
])('%s', (name, meaning) => {
  expect(readReverseName(name as DnsName)).toEqual(meaning)
})

test('each address has a name, and the name that address', () => {
  const v4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map(formatIpv4)
  const v6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map(formatIpv6)
  fc.assert(
    fc.property(fc.oneof(v4, v6), (address) => {
      expect(readReverseName(reverseNameOf(address)!)).toMatchObject({ kind: 'address', address })
    }),
  )
})

test('what is no address has no name, and is no VIP', () => {
  expect(reverseNameOf('240.1')).toBe(undefined)
  expect([isClassE('240.0.0.0'), isClassE('239.255.255.255'), isClassE('')]).toEqual([
    true,
    false,
    false,
  ])
})
