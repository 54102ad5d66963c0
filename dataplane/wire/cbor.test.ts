import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cborLimits, decodeCbor, encodeCbor } from './cbor.ts'
import type { CborValue } from './cbor.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex.replaceAll(' ', ''), 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

describe('examples of RFC 8949 appendix A', () => {
  test.each<[string, CborValue]>([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['18ff', 255],
    ['190100', 256],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['1b001fffffffffffff', Number.MAX_SAFE_INTEGER],
    ['f4', false],
    ['f5', true],
    ['40', new Uint8Array(0)],
    ['4401020304', Uint8Array.of(1, 2, 3, 4)],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['62c3bc', 'ü'],
    ['64f0908591', '𐅑'],
    ['80', []],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['a0', new Map()],
    ['a201020304', new Map<number, CborValue>().set(3, 4).set(1, 2)],
  ])('%s', (hex, value) => {
    expect(decodeCbor(bytesOf(hex))).toEqual({ ok: true, value })
    expect(hexOf(encodeCbor(value))).toBe(hex)
  })
})

describe('refused', () => {
  test.each([
    ['nothing', '', 'truncated', 0],
    ['no argument', '18', 'truncated', 0],
    ['half an argument', '1901', 'truncated', 0],
    ['half a string', '4401', 'truncated', 0],
    ['an array without its last item', '820100'.slice(0, 4), 'truncated', 2],
    ['a map without a value', 'a101', 'truncated', 2],
    ['a byte behind the item', '0000', 'trailing', 1],
    ['23 in two bytes', '1817', 'not-shortest', 0],
    ['255 in three bytes', '1900ff', 'not-shortest', 0],
    ['65535 in five bytes', '1a0000ffff', 'not-shortest', 0],
    ['2^32 - 1 in nine bytes', '1b00000000ffffffff', 'not-shortest', 0],
    ['a length in two bytes', '580161', 'not-shortest', 0],
    ['a key in two bytes', 'a1180100', 'not-shortest', 1],
    ['2^53', '1b0020000000000000', 'integer-too-large', 0],
    ['2^64 - 1', '1bffffffffffffffff', 'integer-too-large', 0],
    ['a string of 2^53 bytes', '5b0020000000000000', 'integer-too-large', 0],
    ['a negative number', '20', 'unsupported', 0],
    ['a tag', 'c001', 'unsupported', 0],
    ['null', 'f6', 'unsupported', 0],
    ['undefined', 'f7', 'unsupported', 0],
    ['false in two bytes', 'f814', 'unsupported', 0],
    ['a float', 'f93c00', 'unsupported', 0],
    ['a string of indefinite length', '5f4100ff', 'unsupported', 0],
    ['an array of indefinite length', '9f00ff', 'unsupported', 0],
    ['a map of indefinite length', 'bf0000ff', 'unsupported', 0],
    ['a reserved code', '1c', 'unsupported', 0],
    ['a break', 'ff', 'unsupported', 0],
    ['a text as key', 'a1616100', 'unsupported', 1],
    ['a boolean as key', 'a1f500', 'unsupported', 1],
    ['a key twice', 'a201000100', 'duplicate-key', 3],
    ['keys out of order', 'a202000100', 'unsorted-keys', 3],
    ['UTF-8 cut', '61c3', 'not-utf8', 0],
    ['UTF-8 longer than needed', '62c0af', 'not-utf8', 0],
    ['half a surrogate pair', '63eda080', 'not-utf8', 0],
    ['33 items', '9821', 'too-many-items', 0],
    ['2^32 items', '9b0000000100000000', 'too-many-items', 0],
    ['33 keys', 'b821', 'too-many-items', 0],
    ['257 bytes', '590101', 'string-too-long', 0],
    ['257 bytes of text', '790101', 'string-too-long', 0],
    ['five arrays in each other', '818181818100', 'too-deep', 4],
  ])('%s', (_what, hex, fault, at) => {
    expect(decodeCbor(bytesOf(hex))).toEqual({ ok: false, fault, at })
  })
})

test('a byte order mark is a character like others', () => {
  expect(decodeCbor(bytesOf('63efbbbf'))).toEqual({ ok: true, value: '\ufeff' })
})

test('what is read does not hold on to the datagram, not even to a Buffer', () => {
  const datagram = Buffer.of(0x41, 1)
  const result = decodeCbor(datagram)
  datagram.fill(0xff)
  expect(result).toEqual({ ok: true, value: Uint8Array.of(1) })
})

describe('not written', () => {
  test.each<[string, CborValue]>([
    ['-1', -1],
    ['a fraction', 1.5],
    ['2^53', 2 ** 53],
    ['a negative key', new Map([[-1, 0]])],
    ['257 bytes', new Uint8Array(cborLimits.stringBytes + 1)],
    ['33 items', Array<number>(cborLimits.items + 1).fill(0)],
    ['half a surrogate pair', '\ud800'],
    ['five arrays in each other', [[[[[]]]]]],
  ])('%s', (_what, value) => {
    expect(() => encodeCbor(value)).toThrow(RangeError)
  })
})

const integer = fc.oneof(
  fc.maxSafeNat(),
  fc.nat(300),
  fc.constantFrom(2 ** 16, 2 ** 32, 2 ** 32 - 1),
)
const leaf = fc.oneof(
  integer,
  fc.boolean(),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.uint8Array({ maxLength: cborLimits.stringBytes }),
)
const { value: anyValue } = fc.letrec<{ value: CborValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: cborLimits.depth, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.array(fc.tuple(integer, tie('value')), { maxLength: 5 }).map((pairs) => new Map(pairs)),
  ),
}))

test('any value survives, in one form', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = encodeCbor(value)
      expect(decodeCbor(bytes)).toEqual({ ok: true, value })
    }),
    { seed: 8949, numRuns: 1000 },
  )
})

test('whatever is accepted is the one encoding of its value', () => {
  // Most random bytes fail at once; bytes changed in a valid encoding get further.
  const changed = fc
    .tuple(anyValue, fc.nat(), fc.nat(255))
    .map(([value, at, byte]) => changedAt(encodeCbor(value), at, byte))
  let accepted = 0
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 40 }), changed), (bytes) => {
      const result = decodeCbor(bytes)
      if (!result.ok) return
      accepted += 1
      expect(encodeCbor(result.value)).toEqual(bytes)
    }),
    { seed: 8949, numRuns: 5000 },
  )
  expect(accepted).toBeGreaterThan(100)
})

function changedAt(bytes: Uint8Array, at: number, byte: number): Uint8Array {
  return bytes.with(at % bytes.length, byte)
}
