import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './dns-address.ts'

test.each([
  ['2001:db8::1', '2001:db8::1'],
  ['2001:0DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::', '::'],
  ['::1', '::1'],
  ['1::', '1::'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['::ffff:192.0.2.1', '::ffff:c000:201'],
  ['fd56:4950:0:0:0:0:0:1', 'fd56:4950::1'],
])('%s is written %s', (text, canonical) => {
  expect(formatIpv6(parseIpv6(text)!)).toBe(canonical)
})

test.each([
  '',
  ':',
  ':::',
  '1:2:3:4:5:6:7',
  '1::2::3',
  '12345::',
  '1:2:3:4:5:6:7:8::',
  'fe80::1%lo',
])('"%s" is no IPv6 address', (text) => {
  expect(parseIpv6(text)).toBe(undefined)
})

test.each(['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1.2.3.-4', ' 1.2.3.4'])(
  '"%s" is no IPv4 address',
  (text) => {
    expect(parseIpv4(text)).toBe(undefined)
  },
)

test('every address survives its text', () => {
  // Mostly zeros, where the writing has choices.
  const group = fc.oneof(fc.constant([0, 0]), fc.tuple(fc.nat(255), fc.nat(255)))
  const bytes = fc.array(group, { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(bytes, (groups) => {
      const address = Uint8Array.from(groups.flat())
      const text = formatIpv6(address)
      expect(parseIpv6(text)).toEqual(address)
      expect(new URL(`http://[${text}]`).hostname).toBe(`[${text}]`)
      expect(parseIpv4(formatIpv4(address.slice(0, 4)))).toEqual(address.slice(0, 4))
    }),
  )
})
