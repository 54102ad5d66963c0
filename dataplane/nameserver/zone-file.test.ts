import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { types } from '../wire/dns-codes.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { readZoneFile, writeZoneFile } from './zone-file.ts'
import type { Zone } from './zone.ts'

const name = (text: string) => parseDnsName(text) as DnsName
const apex = name('vipip.net')
const head = '@ 5 IN SOA ns hostmaster 1 3600 600 604800 5\n@ 5 IN NS ns\n'

function zoneOf(text: string): Zone {
  const read = readZoneFile(text, apex)
  if (!read.ok) throw new Error(JSON.stringify(read))
  return read.zone
}

test('a zone is written in one order, and read again', () => {
  const text = `; Written by "vip nameserver" after each update. Stop it before changing this file by hand.
$ORIGIN vipip.net.
@                        5 IN SOA ns.vipip.net. hostmaster.vipip.net. 1 3600 600 604800 5
@                        5 IN NS ns.vipip.net.
\\@                       1 IN A 192.0.2.9
a\\.b                     1 IN A 192.0.2.8
b                        1 IN A 192.0.2.1
b                        1 IN A 192.0.2.2
b                        1 IN TXT "a;b\\"\\000" ""
b                        1 IN TYPE65280 \\# 2 abcd
x.b                      1 IN AAAA 2001:db8::1
`
  expect(writeZoneFile(zoneOf(text))).toBe(text)
  const lines = text.split('\n')
  const shuffled = [...lines.slice(0, 4), ...lines.slice(4).toReversed()].join('\n')
  expect(writeZoneFile(zoneOf(shuffled))).toContain('x.b  ')
})

test('what people write is read: parentheses, comments, $TTL, $ORIGIN, owners left out', () => {
  const zone = zoneOf(`$TTL 60
@ IN SOA ns.vipip.net. hostmaster ( 7 ; serial
      3600 600
      604800 5 )
      IN NS ns
b 30 IN A 192.0.2.1
  IN 40 AAAA 2001:db8::1
  MX 10 @
$ORIGIN sub.vipip.net.
c A 192.0.2.3 ; the end
@ TXT "one ( two" three`)
  expect(zone.soa).toMatchObject({ serial: 7, primary: 'ns.vipip.net.' })
  expect(zone.rrset(name('b.vipip.net'), types.A)?.ttl).toBe(30)
  expect(zone.rrset(name('b.vipip.net'), types.AAAA)?.ttl).toBe(40)
  expect(zone.rrset(name('c.sub.vipip.net'), types.A)?.rdatas).toEqual([
    Uint8Array.of(192, 0, 2, 3),
  ])
  expect(zone.rrset(name('sub.vipip.net'), types.TXT)).toBeDefined()
  expect(zone.recordCount).toBe(7)
})

describe('what is wrong is said, with its line', () => {
  test.each([
    ['$INCLUDE x', 3, { code: 'directive', word: '$INCLUDE' }],
    ['a..b 1 IN A 192.0.2.1', 3, { code: 'owner', word: 'a..b' }],
    ['b.example. 1 IN A 192.0.2.1', 3, { code: 'outside', name: 'b.example.' }],
    ['\nb 1 IN AXFR', 4, { code: 'type', word: 'AXFR' }],
    ['b 1 IN', 3, { code: 'type', word: '' }],
    ['b 2147483648 IN A 192.0.2.1', 3, { code: 'ttl' }],
    ['b 1 IN A 192.0.2', 3, { code: 'rdata', type: 'A' }],
    ['b 1 IN A (\n192.0.2.1', 4, { code: 'unclosed' }],
    ['b 1 IN A )', 3, { code: 'unclosed' }],
    ['b 1 IN TXT "x', 3, { code: 'unclosed' }],
    ['b 1 IN CNAME c\nb 1 IN A 192.0.2.1', 4, { code: 'cname', name: 'b.vipip.net.' }],
    ['b 1 IN CNAME c\nb 1 IN CNAME d', 4, { code: 'cname', name: 'b.vipip.net.' }],
    ['b 1 IN SOA ns ns 1 1 1 1 1', 3, { code: 'soa' }],
    ['@ 1 IN SOA ns ns 2 1 1 1 1', 3, { code: 'soa' }],
  ])('%j', (line, number, problem) => {
    expect(readZoneFile(`${head}${line}`, apex)).toEqual({
      ok: false,
      line: number,
      problem,
    })
  })

  test.each([
    ['@ IN SOA ns ns 1 1 1 1 1', { code: 'ttl' }],
    ['@ 1 IN SOA ns ns 1 1 1 1 1', { code: 'ns' }],
    ['@ 1 IN NS ns', { code: 'soa' }],
  ])('%j alone', (text, problem) => {
    expect(readZoneFile(text, apex)).toEqual({ ok: false, line: 1, problem })
  })
})

test('any text gives a zone or a problem', () => {
  const piece = fc.constantFrom(
    ...'@ b 1 IN A SOA NS TXT ( ) " ; \n \\ $TTL \\# 192.0.2.1'.split(' '),
  )
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
      expect(typeof readZoneFile(head + pieces.join(' '), apex).ok).toBe('boolean')
    }),
  )
})
