import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  encodeControlMessage,
  handshakePrologue,
  maxControlMessageBytes,
  parseControlMessage,
} from './control-message.ts'
import type { ControlMessage } from './control-message.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const noise = Uint8Array.from({ length: 48 }, (_, at) => at)
const cookie = new Uint8Array(16).fill(0xcc)
const noiseHex = hexOf(noise)
const cookieHex = hexOf(cookie)

describe('on the wire', () => {
  test.each<[ControlMessage, string]>([
    [
      { type: 'init', senderIndex: 0xa1b2c3d4, pattern: 'IX', noise },
      `01 01 0000 a1b2c3d4 01 00 ${noiseHex}`,
    ],
    [
      { type: 'init', senderIndex: 1, pattern: 'IK', cookie, noise },
      `01 01 0000 00000001 02 10 ${cookieHex} ${noiseHex}`,
    ],
    [
      { type: 'response', senderIndex: 0xffffffff, receiverIndex: 2, noise },
      `01 02 0000 ffffffff 00000002 ${noiseHex}`,
    ],
    [{ type: 'cookie', receiverIndex: 2, cookie }, `01 03 0000 00000000 00000002 ${cookieHex}`],
    [{ type: 'nack', spi: 0x80000001, sequence: 7 }, '01 04 0000 00000000 80000001 00000007'],
    [{ type: 'refused', receiverIndex: 2, reason: 'busy' }, '01 05 0000 00000000 00000002 03'],
  ])('%o', (message, hex) => {
    expect(hexOf(encodeControlMessage(message))).toBe(hex.replaceAll(' ', ''))
    expect(parseControlMessage(bytesOf(hex))).toEqual({ ok: true, message })
  })
})

test('the prologue is VIP/1, the marker and the header of the INIT', () => {
  const init = encodeControlMessage({ type: 'init', senderIndex: 0xa1b2c3d4, pattern: 'IX', noise })
  const datagram = `${hexOf(new TextEncoder().encode('VIP/1'))}00000000${hexOf(init)}`
  expect(hexOf(handshakePrologue(0xa1b2c3d4))).toBe(datagram.slice(0, 2 * (5 + 4 + 8)))
})

describe('refused', () => {
  const header = (type: string) => `01 ${type} 0000 00000000`
  test.each([
    ['nothing', '', 'truncated'],
    ['half a header', '01 01 0000 0000', 'truncated'],
    ['reserved bytes', `01 04 0001 00000000 00000001 00000001`, 'reserved-bits'],
    ['type 0', header('00'), 'unknown-type'],
    ['type 6', header('06'), 'unknown-type'],
    ['a NACK with an index', '01 04 0000 00000001 00000001 00000001', 'reserved-bits'],
    ['an INIT of a header', header('01'), 'truncated'],
    ['pattern 0', `${header('01')} 00 00 ${noiseHex}`, 'unknown-pattern'],
    ['pattern 3', `${header('01')} 03 00 ${noiseHex}`, 'unknown-pattern'],
    ['a cookie of 15 bytes', `${header('01')} 01 0f ${cookieHex} ${noiseHex}`, 'cookie-length'],
    ['a cookie that is not there', `${header('01')} 01 10`, 'truncated'],
    ['too little Noise', `${header('01')} 01 00 ${noiseHex.slice(2)}`, 'truncated'],
    ['a RESPONSE of a header', header('02'), 'truncated'],
    ['too little Noise in it', `${header('02')} 00000001 ${noiseHex.slice(2)}`, 'truncated'],
    ['a COOKIE cut', `${header('03')} 00000001 ${cookieHex.slice(2)}`, 'truncated'],
    ['a COOKIE and more', `${header('03')} 00000001 ${cookieHex} 00`, 'trailing'],
    ['a NACK cut', `${header('04')} 00000001 000000`, 'truncated'],
    ['a NACK and more', `${header('04')} 00000001 00000001 00`, 'trailing'],
    ['a REFUSED cut', `${header('05')} 00000001`, 'truncated'],
    ['a REFUSED and more', `${header('05')} 00000001 01 00`, 'trailing'],
    ['reason 4', `${header('05')} 00000001 04`, 'unknown-reason'],
    ['a long INIT', `${header('01')} 01 00 ${'00'.repeat(maxControlMessageBytes)}`, 'too-long'],
  ])('%s', (_what, hex, code) => {
    expect(parseControlMessage(bytesOf(hex))).toEqual({ ok: false, fault: { code } })
  })

  test('another version, with what it takes to say so', () => {
    expect(parseControlMessage(bytesOf('02 01 ffff 00000009'))).toEqual({
      ok: false,
      fault: { code: 'version', version: 2, senderIndex: 9 },
    })
  })
})

describe('not written', () => {
  test.each<[string, ControlMessage]>([
    ['an index of 33 bits', { type: 'init', senderIndex: 2 ** 32, pattern: 'IX', noise }],
    ['a negative SPI', { type: 'nack', spi: -1, sequence: 0 }],
    ['a short cookie', { type: 'cookie', receiverIndex: 1, cookie: cookie.subarray(1) }],
    [
      'more than a path carries',
      { type: 'response', senderIndex: 1, receiverIndex: 1, noise: new Uint8Array(1300) },
    ],
  ])('%s', (_what, message) => {
    expect(() => encodeControlMessage(message)).toThrow(RangeError)
  })
})

test('what is read does not hold on to the datagram, not even to a Buffer', () => {
  const message = { type: 'init', senderIndex: 1, pattern: 'IK', cookie, noise } as const
  const datagram = Buffer.from(encodeControlMessage(message))
  const result = parseControlMessage(datagram)
  datagram.fill(0xff)
  expect(result).toEqual({ ok: true, message })
})

const u32 = fc.nat(0xffffffff)
const anyNoise = fc.uint8Array({ minLength: 48, maxLength: 200 })
const anyCookie = fc.uint8Array({ minLength: 16, maxLength: 16 })
const anyMessage: fc.Arbitrary<ControlMessage> = fc.oneof(
  fc.record(
    {
      type: fc.constant('init' as const),
      senderIndex: u32,
      pattern: fc.constantFrom('IX' as const, 'IK' as const),
      cookie: anyCookie,
      noise: anyNoise,
    },
    { requiredKeys: ['type', 'senderIndex', 'pattern', 'noise'] },
  ),
  fc.record({
    type: fc.constant('response' as const),
    senderIndex: u32,
    receiverIndex: u32,
    noise: anyNoise,
  }),
  fc.record({ type: fc.constant('cookie' as const), receiverIndex: u32, cookie: anyCookie }),
  fc.record({ type: fc.constant('nack' as const), spi: u32, sequence: u32 }),
  fc.record({
    type: fc.constant('refused' as const),
    receiverIndex: u32,
    reason: fc.constantFrom('unknown-key' as const, 'version' as const, 'busy' as const),
  }),
)

test('any message survives', () => {
  fc.assert(
    fc.property(anyMessage, (message) => {
      expect(parseControlMessage(encodeControlMessage(message))).toEqual({ ok: true, message })
    }),
    { seed: 10567, numRuns: 1000 },
  )
})

test('any bytes give a fault, or the message that they are the one form of', () => {
  const flipped = fc.tuple(anyMessage, fc.nat(), fc.nat(255)).map(([message, at, byte]) => {
    const bytes = encodeControlMessage(message)
    return bytes.with(at % Math.min(bytes.length, 30), byte)
  })
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 90 }), flipped), (bytes) => {
      const result = parseControlMessage(bytes)
      if (!result.ok) return
      accepted += 1
      expect(encodeControlMessage(result.message)).toEqual(bytes)
    }),
    { seed: 10567, numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(100)
})
