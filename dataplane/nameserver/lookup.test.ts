import { describe, expect, test } from 'vitest'
import { metaTypes, rcodes, types } from '../wire/dns-codes.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { rdataToText } from '../wire/dns-rdata.ts'
import { lookUp } from './lookup.ts'
import { readZoneFile } from './zone-file.ts'
import type { Rrset } from './zone.ts'

const name = (text: string) => parseDnsName(text) as DnsName

const read = readZoneFile(
  `$TTL 60
@ SOA ns hostmaster 1 3600 600 604800 7
@ NS ns
@ MX 10 b
ns A 192.0.2.53
b A 192.0.2.1
b AAAA 2001:db8::1
_vip._udp.b SRV 0 0 10567 b
alias CNAME b
far CNAME b.example.
broken CNAME nobody
loop CNAME loop2
loop2 CNAME loop
sub NS ns.sub
sub NS ns.example.
sub DS 1 15 2 00
ns.sub A 192.0.2.54
deep.sub A 192.0.2.55
`,
  name('vipip.net'),
)
if (!read.ok) throw new Error(JSON.stringify(read))
const { zone } = read

function asked(question: string, type: number) {
  const { answers, authority, additional, ...rest } = lookUp(zone, name(question), type)
  const text = (rrsets: Rrset[]) =>
    rrsets.flatMap((rrset) => rrset.rdatas.map((rdata) => rdataToText(rrset.type, rdata)))
  return {
    ...rest,
    answers: text(answers),
    authority: authority.map((rrset) => [rrset.type, rrset.ttl]),
    additional: text(additional),
  }
}

const positive = { rcode: rcodes.noError, authoritative: true, authority: [], additional: [] }
const negative = { authoritative: true, answers: [], authority: [[types.SOA, 7]], additional: [] }

test('an answer, in any case of the name', () => {
  expect(asked('B.vipip.NET', types.A)).toEqual({ ...positive, answers: ['192.0.2.1'] })
})

test.each([
  ['vipip.net', types.NS, ['192.0.2.53']],
  ['vipip.net', types.MX, ['192.0.2.1', '2001:db8::1']],
  ['_vip._udp.b.vipip.net', types.SRV, ['192.0.2.1', '2001:db8::1']],
])('%s %i comes with the addresses of its hosts', (question, type, additional) => {
  expect(asked(question, type)).toMatchObject({ authoritative: true, additional })
})

describe('negative answers have the SOA with its minimum for TTL', () => {
  test.each([
    ['nobody.vipip.net', types.A, rcodes.nxDomain],
    ['x.b.vipip.net', types.A, rcodes.nxDomain],
    ['b.vipip.net', types.TXT, rcodes.noError],
    ['_udp.b.vipip.net', types.A, rcodes.noError],
    ['vipip.net', types.A, rcodes.noError],
    ['nobody.vipip.net', metaTypes.ANY, rcodes.nxDomain],
  ])('%s %i: rcode %i', (question, type, rcode) => {
    expect(asked(question, type)).toEqual({ ...negative, rcode })
  })
})

test('ANY is answered with one RRset (RFC 8482)', () => {
  expect(asked('b.vipip.net', metaTypes.ANY)).toEqual({ ...positive, answers: ['192.0.2.1'] })
})

describe('CNAME', () => {
  test('is followed in the zone', () => {
    const answers = ['b.vipip.net.', '2001:db8::1']
    expect(asked('alias.vipip.net', types.AAAA)).toEqual({ ...positive, answers })
  })

  test('is itself when asked for', () => {
    const answers = ['b.vipip.net.']
    expect(asked('alias.vipip.net', types.CNAME)).toEqual({ ...positive, answers })
    expect(asked('alias.vipip.net', metaTypes.ANY)).toEqual({ ...positive, answers })
  })

  test('that leads out of the zone is all that we know', () => {
    expect(asked('far.vipip.net', types.A)).toEqual({ ...positive, answers: ['b.example.'] })
  })

  test('to nobody is NXDOMAIN (RFC 6604)', () => {
    const answers = ['nobody.vipip.net.']
    expect(asked('broken.vipip.net', types.A)).toEqual({
      ...negative,
      rcode: rcodes.nxDomain,
      answers,
    })
  })

  test('loops end', () => {
    expect(asked('loop.vipip.net', types.A).answers.length).toBe(9)
  })
})

describe('a zone below', () => {
  const referral = {
    rcode: rcodes.noError,
    authoritative: false,
    answers: [],
    authority: [[types.NS, 60]],
    additional: ['192.0.2.54'],
  }

  test.each([
    ['sub.vipip.net', types.A],
    ['sub.vipip.net', types.NS],
    ['deep.sub.vipip.net', types.A],
    ['nobody.sub.vipip.net', types.DS],
  ])('%s %i is referred to', (question, type) => {
    expect(asked(question, type)).toEqual(referral)
  })

  test('its DS is on this side', () => {
    expect(asked('sub.vipip.net', types.DS)).toEqual({
      ...positive,
      answers: ['1 15 2 00'],
    })
  })
})
