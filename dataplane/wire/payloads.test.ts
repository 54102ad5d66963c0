import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeCbor, encodeCbor } from './cbor.ts'
import type { CborValue } from './cbor.ts'
import type { DnsName } from './dns-name.ts'
import {
  decodeInnerControl,
  decodeReply,
  decodeRequest,
  encodeInnerControl,
  encodeReply,
  encodeRequest,
  maxPayloadBytes,
} from './payloads.ts'
import type { InnerControl, Reply, Request } from './payloads.ts'

const name = (text: string) => text as DnsName
const request: Request = {
  senderName: name('a.vipip.net.'),
  senderVip: '240.1.2.3',
  receiverName: name('b.vipip.net.'),
  receiverVip: { vip: '250.4.5.6', isAccepted: true },
  hostKey: new Uint8Array(32).fill(0x11),
  spi: 0x10203040,
  transforms: ['aes-256-gcm', 'chacha20-poly1305'],
  endpoints: ['192.0.2.1:10567', '[2001:db8::1]:10567'],
  source: '192.0.2.1:10567',
  hasVip6: true,
}
const reply: Reply = {
  trust: 'accepted',
  senderName: name('b.vipip.net.'),
  senderVip: '250.4.5.6',
  receiverName: name('a.vipip.net.'),
  receiverVip: { vip: '240.1.2.3', isAccepted: false },
  hostKey: new Uint8Array(32).fill(0x22),
  spi: 256,
  transform: 'chacha20-poly1305',
  endpoints: ['198.51.100.1:65535'],
  source: '198.51.100.1:10567',
  observedSource: '203.0.113.9:4500',
  hasVip6: false,
}

test('a Request on the wire', () => {
  const hex = Buffer.from(encodeRequest(request)).toString('hex')
  const text = (value: string) => Buffer.from(value).toString('hex')
  expect(hex).toBe(
    [
      'aa', // a map of 10
      `03 6c ${text('a.vipip.net.')}`,
      `04 6c ${text('b.vipip.net.')}`,
      '05 44 f0010203',
      '06 a2 00 44 fa040506 01 f5',
      `07 5820 ${'11'.repeat(32)}`,
      '08 1a 10203040',
      '09 82 14 18 1c', // IKEv2's 20 and 28
      '0b 82 46 c0000201 2947 52 20010db8000000000000000000000001 2947',
      '0c 46 c0000201 2947',
      '0e f5',
    ]
      .join('')
      .replaceAll(' ', ''),
  )
})

describe('each message survives', () => {
  test('Request', () => {
    expect(decodeRequest(encodeRequest(request))).toEqual({ ok: true, value: request })
    const { senderName: _name, receiverVip: _vip, ...nameless } = request
    expect(decodeRequest(encodeRequest(nameless))).toEqual({ ok: true, value: nameless })
  })

  const pending: Reply = {
    trust: 'pending',
    senderName: name('b.vipip.net.'),
    hostKey: reply.hostKey,
    observedSource: '203.0.113.9:4500',
  }
  test.each([reply, pending])('Reply $trust', (value) => {
    expect(decodeReply(encodeReply(value))).toEqual({ ok: true, value })
  })

  const receiverVip = { vip: '240.9.9.9', isAccepted: true }
  const challenge = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
  test.each<InnerControl>([
    { type: 'propose', id: 0, senderVip: '0.0.0.0', receiverVip },
    { type: 'verdict', id: 1, proposalId: 0, senderVip: '240.0.0.1', receiverVip },
    { type: 'hint', id: 2, epoch: 2 ** 40, endpoints: ['[2001:db8::5]:1'] },
    { type: 'hint-ack', id: 3, epoch: 2 ** 40 },
    { type: 'path-challenge', id: 4, challenge },
    { type: 'path-response', id: 5, challenge },
    { type: 'probe', id: 6, sentAtUs: 1_700_000_000_000_000 },
    { type: 'probe-reply', id: Number.MAX_SAFE_INTEGER, sentAtUs: 0 },
    { type: 'close', id: 8, reason: 'shutting-down' },
    { type: 'close', id: 8, reason: 'mapping-discarded' },
    { type: 'close', id: 8, reason: 'key-removed' },
  ])('$type', (value) => {
    expect(decodeInnerControl(encodeInnerControl(value))).toEqual({ ok: true, value })
  })
})

test('the longest messages fit', () => {
  const longName = name(`${`${'x'.repeat(62)}.`.repeat(4)}y.`)
  const endpoints = Array.from({ length: 8 }, (_, at) => `[2001:db8::${at + 1}]:10567`)
  const source = '[2001:db8:ffff:ffff:ffff:ffff:ffff:ffff]:65535'
  const long = { senderName: longName, receiverName: longName, endpoints, source }
  expect(longName.length).toBe(254)
  for (const bytes of [
    encodeRequest({ ...request, ...long }),
    encodeReply({ ...reply, ...long, observedSource: source }),
  ]) {
    expect(bytes.length).toBeLessThanOrEqual(maxPayloadBytes)
    expect(bytes.length).toBeGreaterThan(700)
  }
})

/** The Request's CBOR with one key changed; undefined removes it. */
function requestWith(key: number, value: CborValue | undefined): Uint8Array {
  const decoded = decodeCbor(encodeRequest(request))
  if (!decoded.ok || !(decoded.value instanceof Map)) throw new Error('a Request is a map')
  if (value === undefined) decoded.value.delete(key)
  else decoded.value.set(key, value)
  return encodeCbor(decoded.value)
}

const v4Endpoint = Uint8Array.of(192, 0, 2, 1, 0x29, 0x47)

describe('a Request is refused', () => {
  test.each<[string, number, CborValue | undefined]>([
    ['without the receiver', 4, undefined],
    ['without a VIP', 5, undefined],
    ['without a key', 7, undefined],
    ['with a key nobody knows', 99, 0],
    ['with a field of Reply', 13, v4Endpoint],
    ['with a number as name', 3, 5],
    ['with a name in upper case', 3, 'A.vipip.net.'],
    ['with a relative name', 3, 'a.vipip.net'],
    ['with a wildcard', 3, '*.vipip.net.'],
    ['with a name like an option', 3, '-oProxyCommand.net.'],
    ['with a comma in a name', 3, 'a,b.net.'],
    ['with a blank in a name', 3, 'a b.net.'],
    ['with a newline in a name', 3, 'a\nb.net.'],
    ['with an escape in a name', 3, 'a\\.b.net.'],
    ['with letters beyond ASCII', 3, 'ä.net.'],
    ['with an empty label', 3, 'a..net.'],
    ['with the root as name', 3, '.'],
    ['with a label of 64', 3, `${'x'.repeat(64)}.net.`],
    ['with a VIP of 5 bytes', 5, new Uint8Array(5)],
    ['with a VIP as text', 5, '240.0.0.1'],
    ['with half a verdict', 6, new Map([[0, Uint8Array.of(240, 0, 0, 1)]])],
    [
      'with a verdict and more',
      6,
      new Map<number, CborValue>([
        [0, Uint8Array.of(240, 0, 0, 1)],
        [1, true],
        [2, 0],
      ]),
    ],
    [
      'with a verdict of 1',
      6,
      new Map<number, CborValue>([
        [0, Uint8Array.of(240, 0, 0, 1)],
        [1, 1],
      ]),
    ],
    ['with a key of 31 bytes', 7, new Uint8Array(31)],
    ['with a reserved SPI', 8, 255],
    ['with an SPI of 33 bits', 8, 2 ** 32],
    ['without transforms', 9, []],
    ['with an unknown transform', 9, [19]],
    ['with a transform twice', 9, [20, 20]],
    ['without endpoints', 11, []],
    ['with an endpoint twice', 11, [v4Endpoint, v4Endpoint]],
    ['with 9 endpoints', 11, Array.from({ length: 9 }, (_, at) => v4Endpoint.with(5, at))],
    ['with port 0', 11, [v4Endpoint.with(4, 0).with(5, 0)]],
    ['with an endpoint of 7 bytes', 11, [new Uint8Array(7).fill(1)]],
    ['with an endpoint of 1 byte', 11, [Uint8Array.of(1)]],
    [
      'with IPv4 inside IPv6',
      11,
      [Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 192, 0, 2, 1, 0, 9)],
    ],
    ['with a source in a list', 12, [v4Endpoint]],
    ['with a number as boolean', 14, 1],
  ])('%s', (_what, key, value) => {
    expect(decodeRequest(requestWith(key, value))).toEqual({ ok: false, fault: 'wrong-shape' })
  })

  test('when it is no map, too long, or not canonical', () => {
    expect(decodeRequest(Uint8Array.of(0x80))).toEqual({ ok: false, fault: 'wrong-shape' })
    expect(decodeRequest(new Uint8Array(maxPayloadBytes + 1))).toEqual({
      ok: false,
      fault: 'payload-too-long',
    })
    const bytes = encodeRequest(request)
    expect(decodeRequest(Uint8Array.of(...bytes, 0))).toEqual({ ok: false, fault: 'trailing' })
    expect(decodeRequest(Uint8Array.of(0xb8, 10, ...bytes.subarray(1)))).toEqual({
      ok: false,
      fault: 'not-shortest',
    })
  })
})

test('a message of one kind is none of another', () => {
  expect(decodeReply(encodeRequest(request)).ok).toBe(false)
  expect(decodeRequest(encodeReply(reply)).ok).toBe(false)
  expect(decodeInnerControl(encodeRequest(request)).ok).toBe(false)
  const hintAsAck = encodeCbor(new Map([[0, 3], [1, 0], [16, 0]])) // prettier-ignore
  expect(decodeInnerControl(hintAsAck)).toEqual({ ok: false, fault: 'wrong-shape' })
})

describe('our own mistakes are not sent', () => {
  test.each<[string, Partial<Request>]>([
    ['a name in upper case', { senderName: name('A.vipip.net.') }],
    ['a VIP that is none', { senderVip: '240.0.0.256' }],
    ['an endpoint without port', { source: '192.0.2.1' }],
    ['port 65536', { source: '192.0.2.1:65536' }],
    ['9 endpoints', { endpoints: Array.from({ length: 9 }, (_, at) => `192.0.2.${at}:1`) }],
    ['an endpoint twice', { endpoints: ['192.0.2.1:1', '192.0.2.1:1'] }],
    ['SPI 0', { spi: 0 }],
    ['a short key', { hostKey: new Uint8Array(5) }],
  ])('%s', (_what, fault) => {
    expect(() => encodeRequest({ ...request, ...fault })).toThrow(RangeError)
  })
})

// The same bytes as in tun-tap/test/hint-tests.cc.
test('a Hint is written as the packet path reads it', () => {
  const endpoints = ['192.0.2.66:10567', '[2001:db8::66]:10567']
  const bytes = encodeInnerControl({ type: 'hint', id: 7, epoch: 3, endpoints })
  expect(Buffer.from(bytes).toString('hex')).toBe(
    'a4000301070b8246c000024229475220010db800000000000000000000006629471003',
  )
})

test('any bytes give a fault, or the message that they are the one form of', () => {
  const encodings = [
    encodeRequest(request),
    encodeReply(reply),
    encodeInnerControl({ type: 'hint', id: 1, epoch: 3, endpoints: ['192.0.2.1:1'] }),
    encodeInnerControl({ type: 'close', id: 1, reason: 'key-removed' }),
  ]
  const changed = fc
    .tuple(fc.constantFrom(...encodings), fc.nat(), fc.nat(255))
    .map(([bytes, at, byte]) => bytes.with(at % bytes.length, byte))
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 64 }), changed), (bytes) => {
      const asRequest = decodeRequest(bytes)
      const asReply = decodeReply(bytes)
      const asInner = decodeInnerControl(bytes)
      if (asRequest.ok) expect(encodeRequest(asRequest.value)).toEqual(bytes)
      if (asReply.ok) expect(encodeReply(asReply.value)).toEqual(bytes)
      if (asInner.ok) expect(encodeInnerControl(asInner.value)).toEqual(bytes)
      const kinds = [asRequest, asReply, asInner].filter(({ ok }) => ok).length
      expect(kinds).toBeLessThanOrEqual(1)
      accepted += kinds
    }),
    { seed: 253, numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(100)
})
