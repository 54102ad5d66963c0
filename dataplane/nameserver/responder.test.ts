import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { classes, metaTypes, opcodes, rcodes, types } from '../wire/dns-codes.ts'
import { decodeMessage, encodeMessage } from '../wire/dns-message.ts'
import type { DnsMessage, DnsRecord } from '../wire/dns-message.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { encodeRdata } from '../wire/dns-rdata.ts'
import { signRequest, verifyResponse } from '../wire/tsig.ts'
import { initialZone } from './initial-zone.ts'
import type { NameServerError } from './name-server-error.ts'
import { Responder } from './responder.ts'
import { tsigKey } from './tsig-keys.ts'
import { ZoneStore } from './zone-store.ts'

const name = (text: string) => parseDnsName(text) as DnsName
const apex = name('vipip.net')
const now = 1_700_000_000
const secret = Uint8Array.from(Buffer.from('secret'))
const key = tsigKey({ name: name('k'), algorithm: 'hmac-sha256', secret })
const wrongKey = tsigKey({ name: name('k'), algorithm: 'hmac-sha256', secret: secret.slice(1) })
const edns = { udpPayloadBytes: 4096, version: 0, dnssecOk: true, options: [] }

let store: ZoneStore
let responder: Responder
let errors: NameServerError[]

function serve(path?: string): void {
  const zone = initialZone({ apex, addresses: ['192.0.2.53'], ttlSeconds: 60, serial: 1 })
  store = new ZoneStore(zone, path)
  errors = []
  responder = new Responder({
    stores: [store],
    keys: [key],
    nowSeconds: () => now,
    onError: (error) => errors.push(error),
  })
}
beforeEach(() => serve())

function request(
  parts: Partial<DnsMessage>,
  header: Partial<DnsMessage['header']> = {},
): Uint8Array {
  const blank = decodeMessage(new Uint8Array(12))
  if (!blank.ok) throw new Error(blank.fault)
  const { message } = blank
  return encodeMessage({ ...message, ...parts, header: { ...message.header, id: 7, ...header } })!
}

function query(question: string, type: number, parts: Partial<DnsMessage> = {}): Uint8Array {
  return request({ question: { name: name(question), type, class: classes.in }, ...parts })
}

function update(...authority: DnsRecord[]): Uint8Array {
  const question = { name: apex, type: types.SOA, class: classes.in }
  return request({ question, authority }, { opcode: opcodes.update })
}

function add(owner: string, address: string): DnsRecord {
  const rdata = encodeRdata('A', { address })
  return { name: name(owner), type: types.A, class: classes.in, ttl: 1, rdata }
}

const remove = (owner: string): DnsRecord => ({
  name: name(owner),
  type: types.A,
  class: classes.any,
  ttl: 0,
  rdata: new Uint8Array(0),
})

function answerTo(bytes: Uint8Array, transport: 'udp' | 'tcp' = 'udp'): DnsMessage {
  const answer = responder.respond(bytes, transport)
  const decoded = decodeMessage(answer!)
  if (!decoded.ok) throw new Error(decoded.fault)
  expect(decoded.message.header).toMatchObject({ isResponse: true, recursionAvailable: false })
  return decoded.message
}

const rcodeOf = (bytes: Uint8Array) => answerTo(bytes).header.rcode
const addressesOf = (owner: string) =>
  answerTo(query(owner, types.A)).answers.map(({ rdata }) => rdata.join('.'))

test('a query is answered with its id, question and bits', () => {
  const bytes = request(
    { question: { name: name('NS.vipip.net'), type: types.A, class: classes.in }, edns },
    { recursionDesired: true, checkingDisabled: true },
  )
  expect(answerTo(bytes)).toMatchObject({
    header: {
      id: 7,
      authoritative: true,
      truncated: false,
      recursionDesired: true,
      checkingDisabled: true,
      rcode: rcodes.noError,
    },
    question: { name: 'NS.vipip.net.' },
    answers: [{ rdata: Uint8Array.of(192, 0, 2, 53), ttl: 60 }],
    edns: { udpPayloadBytes: 1232, version: 0, dnssecOk: true },
  })
})

test('without EDNS in the query there is none in the answer', () => {
  expect(answerTo(query('vipip.net', types.NS)).edns).toBe(undefined)
})

describe('refused or wrong', () => {
  const soa = (parts: object) => ({ name: apex, type: types.SOA, class: classes.in, ...parts })
  test.each([
    ['a name outside', query('vipip.example', types.A), rcodes.refused],
    ['the zone above', query('net', types.A), rcodes.refused],
    ['AXFR', query('vipip.net', metaTypes.AXFR), rcodes.refused],
    ['IXFR', query('vipip.net', metaTypes.IXFR), rcodes.refused],
    ['class CH', request({ question: soa({ class: 3 }) }), rcodes.refused],
    ['class ANY', request({ question: soa({ class: classes.any }) }), rcodes.refused],
    ['a question for OPT', query('vipip.net', metaTypes.OPT), rcodes.formErr],
    ['no question', request({}), rcodes.formErr],
    ['NOTIFY', request({ question: soa({}) }, { opcode: 4 }), rcodes.notImp],
    [
      'EDNS version 1',
      query('vipip.net', types.A, { edns: { ...edns, version: 1 } }),
      rcodes.badVers,
    ],
    ['an unsigned update', update(add('b.vipip.net', '192.0.2.1')), rcodes.refused],
    [
      'an update of another zone',
      request({ question: soa({ name: name('b.vipip.net') }) }, { opcode: 5 }),
      rcodes.notAuth,
    ],
    ['an update without a zone', request({}, { opcode: 5 }), rcodes.formErr],
    [
      'an update whose zone is no SOA',
      request({ question: soa({ type: types.A }) }, { opcode: 5 }),
      rcodes.formErr,
    ],
  ])('%s', (_what, bytes, rcode) => {
    expect(rcodeOf(bytes)).toBe(rcode)
  })

  test('what is broken behind its header: FORMERR with the id', () => {
    const bytes = query('vipip.net', types.A).slice(0, -1)
    expect(answerTo(bytes).header).toMatchObject({ id: 7, rcode: rcodes.formErr })
  })

  test('answers and less than a header get nothing, so that no two servers talk for ever', () => {
    expect(responder.respond(request({}, { isResponse: true }), 'udp')).toBe(undefined)
    expect(responder.respond(new Uint8Array(11), 'udp')).toBe(undefined)
  })
})

describe('size', () => {
  const many = Array.from({ length: 60 }, (_, at) => add('many.vipip.net', `192.0.2.${at}`))
  beforeEach(() => {
    answerTo(signRequest(update(...many), key, now).bytes)
  })

  test.each([
    ['without EDNS 512 bytes', undefined, 512],
    ['less than 512 counts as 512', { ...edns, udpPayloadBytes: 100 }, 512],
    ['as much as the client takes', { ...edns, udpPayloadBytes: 900 }, 900],
  ])('%s: truncated, and empty', (_what, clientEdns, limit) => {
    const bytes = query('many.vipip.net', types.A, { edns: clientEdns })
    expect(responder.respond(bytes, 'udp')!.length).toBeLessThanOrEqual(limit)
    const { header, answers, question } = answerTo(bytes)
    expect({ truncated: header.truncated, answers, question: question?.name }).toEqual({
      truncated: true,
      answers: [],
      question: 'many.vipip.net.',
    })
  })

  test('with EDNS up to 1232 bytes, over TCP all of it', () => {
    expect(answerTo(query('many.vipip.net', types.A, { edns })).answers.length).toBe(60)
    expect(answerTo(query('many.vipip.net', types.A), 'tcp').answers.length).toBe(60)
  })

  test('a signature has room', () => {
    // 28 records almost fill 512 bytes.
    const some = many.slice(0, 28).map((record) => ({ ...record, name: name('some.vipip.net') }))
    answerTo(signRequest(update(...some), key, now).bytes)
    const bytes = query('some.vipip.net', types.A)
    expect(answerTo(bytes).header.truncated).toBe(false)
    const signed = signRequest(bytes, key, now).bytes
    expect(responder.respond(signed, 'udp')!.length).toBeLessThanOrEqual(512)
    expect(answerTo(signed).header.truncated).toBe(true)
  })
})

describe('updates', () => {
  test('with the right key are done, and the answer is signed', () => {
    const signed = signRequest(update(add('b.vipip.net', '192.0.2.1')), key, now)
    const bytes = responder.respond(signed.bytes, 'udp')!
    const decoded = decodeMessage(bytes)
    if (!decoded.ok) throw new Error(decoded.fault)
    expect(verifyResponse(bytes, decoded.message, key, signed.mac, now)).toEqual({
      kind: 'verified',
    })
    expect(decoded.message.header.rcode).toBe(rcodes.noError)
    expect(addressesOf('b.vipip.net')).toEqual(['192.0.2.1'])
    expect(store.zone.soa?.serial).toBe(2)
  })

  test.each([
    ['another secret', () => signRequest(update(add('b.vipip.net', '192.0.2.1')), wrongKey, now)],
    [
      'a clock that is off',
      () => signRequest(update(add('b.vipip.net', '192.0.2.1')), key, now - 301),
    ],
  ])('with %s are not', (_what, sign) => {
    expect(rcodeOf(sign().bytes)).toBe(rcodes.notAuth)
    expect(addressesOf('b.vipip.net')).toEqual([])
  })

  test('are done once: a recorded one cannot put the old address back', () => {
    const old = signRequest(update(add('b.vipip.net', '192.0.2.1')), key, now).bytes
    const move = update(remove('b.vipip.net'), add('b.vipip.net', '198.51.100.1'))
    expect(rcodeOf(old)).toBe(rcodes.noError)
    expect(rcodeOf(signRequest(move, key, now).bytes)).toBe(rcodes.noError)
    expect(rcodeOf(old)).toBe(rcodes.noError)
    expect(addressesOf('b.vipip.net')).toEqual(['198.51.100.1'])
  })

  test('that cannot be written are not done, are told, and may come again', () => {
    const inside = join(temporaryFolder(), 'gone')
    serve(join(inside, 'x.zone'))
    const { bytes } = signRequest(update(add('b.vipip.net', '192.0.2.1')), key, now)
    expect(rcodeOf(bytes)).toBe(rcodes.servFail)
    expect(rcodeOf(bytes)).toBe(rcodes.servFail)
    expect(errors.map(({ problem }) => problem.code)).toEqual(Array(2).fill('zone-file-unwritable'))
    expect(addressesOf('b.vipip.net')).toEqual([])
  })
})

test('of two zones one inside the other, the inner one answers', () => {
  const inner = initialZone({
    apex: name('sub.vipip.net'),
    addresses: ['192.0.2.54'],
    ttlSeconds: 1,
    serial: 1,
  })
  const stores = [store, new ZoneStore(inner, undefined)]
  responder = new Responder({ stores, keys: [], nowSeconds: () => now, onError: () => {} })
  expect(addressesOf('ns.sub.vipip.net')).toEqual(['192.0.2.54'])
  expect(addressesOf('ns.vipip.net')).toEqual(['192.0.2.53'])
})

test('any bytes get an answer that can be read, or none', () => {
  const bases = [
    query('vipip.net', types.NS, { edns }),
    update(add('b.vipip.net', '192.0.2.1')),
    signRequest(update(add('b.vipip.net', '192.0.2.1')), key, now).bytes,
  ]
  const change = fc.record({ at: fc.nat(), to: fc.nat(255) })
  const changed = fc
    .tuple(fc.constantFrom(...bases), fc.array(change, { maxLength: 5 }))
    .map(([base, changes]) => {
      const bytes = Uint8Array.from(base)
      for (const { at, to } of changes) bytes[at % bytes.length] = to
      return bytes
    })
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), changed), (bytes) => {
      for (const transport of ['udp', 'tcp'] as const) {
        const answer = responder.respond(bytes, transport)
        expect(answer === undefined || decodeMessage(answer).ok).toBe(true)
      }
    }),
    { numRuns: 2000 },
  )
})
