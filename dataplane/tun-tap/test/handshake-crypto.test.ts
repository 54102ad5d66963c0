// Against published vectors and Node's own crypto. Whole handshakes, and the hard cases of X25519 that Wycheproof has,
// are followed in identity/noise.test.ts.
import {
  createHash,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  hkdfSync,
} from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  hkdfSha256,
  newX25519Key,
  sha256,
  x25519,
  x25519Bytes,
  x25519KeyOf,
} from '../handshake-crypto.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const anyBytes = (maxLength: number) => fc.uint8Array({ maxLength })
const zeros = new Uint8Array(32)

describe('X25519', () => {
  test('follows RFC 7748 section 5.2 through 1000 iterations', () => {
    let [scalar, point] = [zeros.with(0, 9), zeros.with(0, 9)]
    for (let at = 1; at <= 1000; at += 1) {
      const secret = x25519(x25519KeyOf(scalar), point)
      if (secret === null) throw new Error('no secret')
      point = scalar
      scalar = new Uint8Array(secret)
      if (at === 1) {
        expect(hexOf(scalar)).toBe(
          '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079',
        )
      }
    }
    expect(hexOf(scalar)).toBe('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51')
  })

  test('agrees with Node about fresh keys', () => {
    const ours = newX25519Key()
    const theirs = generateKeyPairSync('x25519')
    const { publicKey } = x25519Bytes(ours)
    const jwk = { kty: 'OKP', crv: 'X25519', x: Buffer.from(publicKey).toString('base64url') }
    const expected = diffieHellman({
      privateKey: theirs.privateKey,
      publicKey: createPublicKey({ key: jwk, format: 'jwk' }),
    })
    const remote = Buffer.from(theirs.publicKey.export({ format: 'jwk' }).x ?? '', 'base64url')
    expect(hexOf(x25519(ours, remote) ?? zeros)).toBe(expected.toString('hex'))
  })

  test('takes up the bytes of a key again', () => {
    const { publicKey, privateKey } = x25519Bytes(newX25519Key())
    expect(x25519Bytes(x25519KeyOf(privateKey))).toEqual({ publicKey, privateKey })
    expect(x25519Bytes(newX25519Key()).publicKey).not.toEqual(publicKey)
  })

  test('has no secret with a key of small order', () => {
    for (const first of [0, 1]) expect(x25519(newX25519Key(), zeros.with(0, first))).toBeNull()
  })

  test.each([
    ['a short private key', () => x25519KeyOf(new Uint8Array(31)), 'ERR_INVALID_ARG_VALUE'],
    [
      'a long public key',
      () => x25519(newX25519Key(), new Uint8Array(33)),
      'ERR_INVALID_ARG_VALUE',
    ],
    ['no key', () => x25519({} as never, zeros), 'ERR_INVALID_ARG_TYPE'],
    ['text', () => sha256('text' as never), 'ERR_INVALID_ARG_TYPE'],
    ['too much', () => hkdfSha256(zeros, zeros, zeros, 255 * 32 + 1), 'ERR_OUT_OF_RANGE'],
  ])('refuses %s', (_, act, code) => {
    expect(act).toThrow(expect.objectContaining({ code }))
  })
})

describe('SHA-256', () => {
  test('gives the hash of FIPS 180-2, appendix B.1', () => {
    const [a, bc] = [bytesOf('61'), bytesOf('6263')]
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'
    expect(hexOf(sha256(a, bc))).toBe(expected)
  })

  test('agrees with Node', () => {
    fc.assert(
      fc.property(anyBytes(200), anyBytes(200), (first, second) => {
        const expected = createHash('sha256').update(first).update(second).digest('hex')
        expect(hexOf(sha256(first, second))).toBe(expected)
      }),
    )
  })
})

describe('HKDF', () => {
  test('gives the keys of RFC 5869, appendix A.1', () => {
    const [salt, info] = [bytesOf('000102030405060708090a0b0c'), bytesOf('f0f1f2f3f4f5f6f7f8f9')]
    const okm =
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'
    expect(hexOf(hkdfSha256(salt, new Uint8Array(22).fill(0x0b), info, 42))).toBe(okm)
  })

  test('agrees with Node, with salts longer than a block too', () => {
    fc.assert(
      fc.property(
        anyBytes(200),
        anyBytes(100),
        anyBytes(40),
        fc.integer({ min: 1, max: 300 }),
        (salt, input, info, length) => {
          const expected = Buffer.from(hkdfSync('sha256', input, salt, info, length))
          expect(hexOf(hkdfSha256(salt, input, info, length))).toBe(expected.toString('hex'))
        },
      ),
    )
  })
})
