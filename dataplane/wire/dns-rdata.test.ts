import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { types } from './dns-codes.ts'
import type { TypeName } from './dns-codes.ts'
import type { Word } from './dns-fields.ts'
import { parseDnsName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { decodeRdata, encodeRdata, rdataFromText, rdataKey, rdataToText } from './dns-rdata.ts'

const name = (text: string) => parseDnsName(text) as DnsName

/** Words without spaces in quotes, which the zone file's reader splits. */
const words = (text: string): Word[] =>
  text
    .split(' ')
    .map((word) => ({ raw: word.replace(/^"([^]*)"$/, '$1'), quoted: word.startsWith('"') }))

const fromText = (type: TypeName, text: string) =>
  rdataFromText(types[type], words(text), parseDnsName)

/** Text of each type and its bytes, as `named-rrchecker -u` of BIND 9.18 prints them. */
const samples: [TypeName, string, string][] = [
  ['A', '192.0.2.1', 'c0000201'],
  ['AAAA', '2001:db8::1', '20010db8000000000000000000000001'],
  ['NS', 'ns.x.', '026e73017800'],
  ['MX', '10 m.', '000a016d00'],
  ['TXT', '"a\\"\\\\\\200" "b"', '0461225cc80162'],
  ['SRV', '1 2 10567 b.', '000100022947016200'],
  ['SSHFP', '4 9 0102ff', '04090102ff'],
  ['CAA', '0 issue "ca.example"', '000569737375656361' + '2e6578616d706c65'],
  // RFC 4025 section 3.2, all gateway types.
  ['IPSECKEY', '10 0 2 . AQID', '0a0002010203'],
  ['IPSECKEY', '10 1 2 192.0.2.38 AQID', '0a0102c0000226010203'],
  ['IPSECKEY', '10 2 2 2001:db8::8002 AQID', '0a020220010db8000000000000000000008002010203'],
  ['IPSECKEY', '10 3 2 g.x. AQID', '0a030201670178' + '00010203'],
]

describe.each(samples)('%s %s', (type, text, hex) => {
  const bytes = Uint8Array.from(Buffer.from(hex, 'hex'))
  test('is read', () => expect(fromText(type, text)).toEqual(bytes))
  test('is written', () => expect(rdataToText(types[type], bytes)).toBe(text))
  test('survives its values', () => {
    expect(encodeRdata(type, decodeRdata(type, bytes)!)).toEqual(bytes)
  })
  test('is refused when cut or longer', () => {
    if (type !== 'TXT' && type !== 'SSHFP' && type !== 'CAA' && type !== 'IPSECKEY') {
      expect(decodeRdata(type, Uint8Array.from([...bytes, 0]))).toBe(undefined)
    }
    expect(decodeRdata(type, bytes.slice(0, 1))).toBe(undefined)
  })
})

test('an IPSECKEY holds an Ed25519 key as RFC 9373 says', () => {
  const publicKey = Uint8Array.from(Array(32).keys())
  const rdata = { precedence: 10, gatewayType: 0, algorithm: 4, gateway: '.', publicKey }
  const bytes = encodeRdata('IPSECKEY', rdata)
  expect(bytes.length).toBe(3 + 32)
  expect(decodeRdata('IPSECKEY', bytes)).toEqual(rdata)
})

test('HTTPS and SVCB: parameters ascend (RFC 9460 section 2.2)', () => {
  const params = [
    { key: 1, value: Uint8Array.of(2, 0x68, 0x32) },
    { key: 4, value: Uint8Array.of(192, 0, 2, 1) },
  ]
  const rdata = { priority: 1, target: name('.'), params }
  const bytes = encodeRdata('HTTPS', rdata)
  expect(decodeRdata('HTTPS', bytes)).toEqual(rdata)
  const reversed = encodeRdata('SVCB', { ...rdata, params: params.toReversed() })
  expect(decodeRdata('SVCB', reversed)).toBe(undefined)
  expect(fromText('HTTPS', rdataToText(types.HTTPS, bytes))).toEqual(bytes)
})

test('a type that we do not know has the text of RFC 3597', () => {
  const bytes = Uint8Array.of(1, 0xab)
  expect(rdataToText(65280, bytes)).toBe('\\# 2 01ab')
  expect(rdataFromText(65280, words('\\# 2 01 ab'), parseDnsName)).toEqual(bytes)
  expect(rdataFromText(65280, words('\\# 3 01ab'), parseDnsName)).toBe(undefined)
  expect(rdataFromText(types.A, words('\\# 2 01ab'), parseDnsName)).toBe(undefined)
  expect(rdataToText(65280, new Uint8Array(0))).toBe('\\# 0')
})

test.each([
  ['A', '192.0.2'],
  ['A', '192.0.2.1 x'],
  ['MX', '65536 m.'],
  ['MX', 'm.'],
  ['IPSECKEY', '10 0 2 g.x. AQID'],
  ['IPSECKEY', '10 2 2 192.0.2.1 AQID'],
  ['SSHFP', '4 2 0'],
  ['CAA', '0 is-sue ca.example'],
  ['TXT', ''.padEnd(256, 'x')],
] satisfies [TypeName, string][])('%s cannot be "%s"', (type, text) => {
  expect(fromText(type, text)).toBe(undefined)
})

test('RDATA is compared without regard to the case of names, and only of names', () => {
  const ns = (host: string) => rdataKey(types.NS, encodeRdata('NS', { host: name(host) }))
  expect(ns('NS.vipip.net')).toBe(ns('ns.VIPIP.net'))
  const txt = (text: string) =>
    rdataKey(types.TXT, encodeRdata('TXT', { strings: [Buffer.from(text)] }))
  expect(txt('a')).not.toBe(txt('A'))
})

test('any bytes of any type give values or none, and the same bytes again', () => {
  const anyType = fc.constantFrom(...(Object.keys(types) as TypeName[]))
  fc.assert(
    fc.property(anyType, fc.uint8Array({ maxLength: 40 }), (type, bytes) => {
      const values = decodeRdata(type, bytes)
      if (values !== undefined) expect(encodeRdata(type, values)).toEqual(bytes)
      expect(rdataToText(types[type], bytes)).not.toBe('')
      expect(rdataKey(types[type], bytes)).toBeDefined()
    }),
    { numRuns: 2000 },
  )
})
