import dnsPacket from 'dns-packet'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { classes, metaTypes, opcodes, types } from './dns-codes.ts'
import { headerFault } from './dns-guard.ts'
import { decodeMessage, encodeMessage } from './dns-message.ts'
import type { DnsMessage, DnsRecord } from './dns-message.ts'
import { parseDnsName, rootName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { encodeRdata } from './dns-rdata.ts'

const name = (text: string) => parseDnsName(text) as DnsName

const plainHeader: DnsMessage['header'] = {
  id: 0x1234,
  isResponse: false,
  opcode: opcodes.query,
  authoritative: false,
  truncated: false,
  recursionDesired: false,
  recursionAvailable: false,
  authenticData: false,
  checkingDisabled: false,
  rcode: 0,
}

function messageWith(parts: Partial<DnsMessage>): DnsMessage {
  return {
    header: plainHeader,
    question: undefined,
    answers: [],
    authority: [],
    additional: [],
    edns: undefined,
    tsig: undefined,
    ...parts,
  }
}

function decoded(bytes: Uint8Array | undefined): DnsMessage {
  const result = decodeMessage(bytes!)
  if (!result.ok) throw new Error(result.fault)
  return result.message
}

const anyName = fc
  .array(fc.uint8Array({ minLength: 1, maxLength: 10 }), { maxLength: 5 })
  .map((labels) => {
    const escaped = labels.map((label) =>
      Array.from(label, (byte) => `\\${String(byte).padStart(3, '0')}`).join(''),
    )
    return parseDnsName(escaped.length === 0 ? '.' : escaped.join('.')) as DnsName
  })
const u16 = fc.nat(0xffff)
const anyRdata: fc.Arbitrary<{ type: number; rdata: Uint8Array }> = fc.oneof(
  fc.record({ type: fc.integer({ min: 1000, max: 0xffff }), rdata: fc.uint8Array() }),
  fc.record({
    type: fc.constantFrom(...Object.values(types)),
    rdata: fc.constant(new Uint8Array(0)),
  }),
  anyName.map((host) => ({ type: types.NS, rdata: encodeRdata('NS', { host }) })),
  fc.tuple(u16, anyName).map(([preference, exchange]) => ({
    type: types.MX,
    rdata: encodeRdata('MX', { preference, exchange }),
  })),
)
const anyRecord: fc.Arbitrary<DnsRecord> = fc
  .record({ name: anyName, class: u16, ttl: fc.nat(0xffffffff), data: anyRdata })
  .map(({ data, ...head }) => ({ ...head, ...data }))
const anyMessage: fc.Arbitrary<DnsMessage> = fc.record({
  header: fc.record({
    id: u16,
    isResponse: fc.boolean(),
    opcode: fc.nat(15),
    authoritative: fc.boolean(),
    truncated: fc.boolean(),
    recursionDesired: fc.boolean(),
    recursionAvailable: fc.boolean(),
    authenticData: fc.boolean(),
    checkingDisabled: fc.boolean(),
    rcode: fc.nat(15),
  }),
  question: fc.option(fc.record({ name: anyName, type: u16, class: u16 }), { nil: undefined }),
  answers: fc.array(anyRecord, { maxLength: 4 }),
  authority: fc.array(anyRecord, { maxLength: 4 }),
  additional: fc.array(anyRecord, { maxLength: 4 }),
  edns: fc.option(
    fc.record({
      udpPayloadBytes: u16,
      version: fc.nat(255),
      dnssecOk: fc.boolean(),
      options: fc.array(fc.record({ code: u16, data: fc.uint8Array() }), { maxLength: 3 }),
    }),
    { nil: undefined },
  ),
  tsig: fc.constant(undefined),
})

describe('a message', () => {
  test('survives encoding and decoding', () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        expect(decoded(encodeMessage(message))).toEqual(message)
      }),
      { numRuns: 500 },
    )
  })

  test('of random bytes gives a fault or something that encodes to the same', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => expectTotal(bytes)),
      { numRuns: 2000 },
    )
  })

  test('with a few bytes changed does, too', () => {
    const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
    fc.assert(
      fc.property(anyMessage, fc.array(change, { maxLength: 4 }), (message, changes) => {
        const bytes = encodeMessage(message)!
        for (const { at, to } of changes) bytes[at % bytes.length] = to
        expectTotal(bytes)
      }),
      { numRuns: 2000 },
    )
  })

  test('longer than it may be is not encoded', () => {
    const answers = [{ name: name('a'), type: 9999, class: 1, ttl: 0, rdata: new Uint8Array(500) }]
    const message = messageWith({ answers })
    expect(encodeMessage(message, 12 + 3 + 10 + 500)?.length).toBe(525)
    expect(encodeMessage(message, 524)).toBe(undefined)
  })
})

function expectTotal(bytes: Uint8Array): void {
  const first = decodeMessage(bytes)
  if (!first.ok) return
  // TSIG is added by tsig.ts, and its offset is the old one's.
  const message = { ...first.message, tsig: undefined }
  const again = encodeMessage(message)
  // Names that pointed to others may not find as good a place.
  if (again !== undefined) expect(decoded(again)).toEqual(message)
}

describe('what UPDATE needs', () => {
  const zone = { name: name('vipip.net'), type: types.SOA, class: classes.in }
  const empty = new Uint8Array(0)

  test('class NONE and ANY, and empty RDATA of any type', () => {
    const authority = [
      { name: name('b.vipip.net'), type: types.A, class: classes.any, ttl: 0, rdata: empty },
      { name: name('b.vipip.net'), type: types.NS, class: classes.any, ttl: 0, rdata: empty },
      {
        name: name('b.vipip.net'),
        type: types.A,
        class: classes.none,
        ttl: 0,
        rdata: new Uint8Array(4),
      },
    ]
    const message = messageWith({
      header: { ...plainHeader, opcode: opcodes.update },
      question: zone,
      authority,
    })
    expect(decoded(encodeMessage(message))).toEqual(message)
  })
})

describe('compressed names in RDATA', () => {
  test('are written out, and compressed again', () => {
    const host = name('ns.vipip.net')
    const message = messageWith({
      question: { name: name('vipip.net'), type: types.NS, class: classes.in },
      answers: [
        {
          name: name('vipip.net'),
          type: types.NS,
          class: classes.in,
          ttl: 1,
          rdata: encodeRdata('NS', { host }),
        },
      ],
    })
    const bytes = encodeMessage(message)!
    expect(bytes.length).toBe(12 + 15 + 2 + 10 + 5)
    expect(decoded(bytes)).toEqual(message)
    expect(dnsPacket.decode(Buffer.from(bytes)).answers).toMatchObject([{ data: 'ns.vipip.net' }])
  })

  test('that leave the record are a fault', () => {
    const answer = [0, 0, types.NS, 0, 1, 0, 0, 0, 0, 0, 2, 1, 0x61]
    const bytes = Uint8Array.from([...[0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0], ...answer])
    expect(decodeMessage(bytes)).toEqual({ ok: false, fault: 'malformed' })
  })
})

test('dns-packet reads the same', () => {
  const bytes = encodeMessage(
    messageWith({
      header: { ...plainHeader, isResponse: true, authoritative: true, rcode: 3 },
      question: { name: name('b.vipip.net'), type: types.A, class: classes.in },
      authority: [
        {
          name: name('vipip.net'),
          type: types.SOA,
          class: classes.in,
          ttl: 7,
          rdata: encodeRdata('SOA', {
            primary: name('ns.vipip.net'),
            mailbox: name('hostmaster.vipip.net'),
            serial: 4_000_000_000,
            refreshSeconds: 1,
            retrySeconds: 2,
            expireSeconds: 3,
            minimumSeconds: 4,
          }),
        },
      ],
      edns: { udpPayloadBytes: 1232, version: 0, dnssecOk: true, options: [] },
    }),
  )!
  expect(dnsPacket.decode(Buffer.from(bytes))).toMatchObject({
    id: 0x1234,
    type: 'response',
    flag_aa: true,
    rcode: 'NXDOMAIN',
    questions: [{ name: 'b.vipip.net', type: 'A', class: 'IN' }],
    authorities: [
      {
        name: 'vipip.net',
        ttl: 7,
        data: {
          mname: 'ns.vipip.net',
          rname: 'hostmaster.vipip.net',
          serial: 4_000_000_000,
          refresh: 1,
          retry: 2,
          expire: 3,
          minimum: 4,
        },
      },
    ],
    additionals: [{ type: 'OPT', udpPayloadSize: 1232, flag_do: true }],
  })
})

describe('the guard', () => {
  const header = (counts: number[]) => [0, 0, 0, 0, ...counts.flatMap((n) => [n >> 8, n & 0xff])]
  test.each([
    ['too-short', [0, 0, 0]],
    ['several-questions', [...header([2, 0, 0, 0]), ...Array<number>(10).fill(0)]],
    ['counts-exceed-length', [...header([1, 0, 0, 0]), 0, 0, 1, 0]],
    ['counts-exceed-length', [...header([0, 0xffff, 0, 0]), ...Array<number>(100).fill(0)]],
  ])('sees %s', (fault, bytes) => {
    expect(headerFault(Uint8Array.from(bytes))).toBe(fault)
  })

  test('sees what is too long', () => {
    expect(headerFault(new Uint8Array(0x10000))).toBe('too-long')
    expect(headerFault(new Uint8Array(0xffff))).toBe(undefined)
  })
})

describe('OPT and TSIG', () => {
  const record = (type: number, owner = rootName): DnsRecord => ({
    name: owner,
    type,
    class: classes.any,
    ttl: 0,
    rdata: new Uint8Array(0),
  })
  const opt = record(metaTypes.OPT)
  const tsig = record(metaTypes.TSIG)

  test.each([
    ['several-opt', { additional: [opt, opt] }],
    ['several-opt', { answers: [opt] }],
    ['opt-name', { additional: [record(metaTypes.OPT, name('a'))] }],
    ['opt-options', { additional: [{ ...opt, rdata: Uint8Array.of(1, 2, 3) }] }],
    ['tsig-not-last', { additional: [tsig, opt] }],
    ['tsig-not-last', { answers: [tsig] }],
    ['tsig-not-last', { additional: [tsig, tsig] }],
  ])('are refused as %s', (fault, parts) => {
    expect(decodeMessage(encodeMessage(messageWith(parts))!)).toEqual({ ok: false, fault })
  })

  test('the upper bits of the rcode are those of OPT', () => {
    const edns = { udpPayloadBytes: 512, version: 0, dnssecOk: false, options: [] }
    const message = messageWith({ header: { ...plainHeader, rcode: 16 }, edns })
    expect(decoded(encodeMessage(message))).toEqual(message)
    expect(() => encodeMessage({ ...message, edns: undefined })).toThrow(RangeError)
  })

  test('bytes behind the last record are a fault', () => {
    const bytes = encodeMessage(messageWith({}))!
    const fault = { ok: false, fault: 'trailing-bytes' }
    expect(decodeMessage(Uint8Array.from([...bytes, 0]))).toEqual(fault)
  })
})
