import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { publicKeyOf } from './x25519.ts'
import { sodium } from './sodium.ts'
import {
  isHostKeyOf,
  noiseStaticOf,
  parseSshKeyBlob,
  sshKeyBlob,
  sshPublicKeyText,
} from './ssh-public-key.ts'
import { readEd25519Vectors, vectorsAreMissing } from './test/published-vectors.ts'

const bytesOf = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'))
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const prime = 2n ** 255n - 19n

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n
  for (let rest = exponent, square = base % prime; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime
    square = (square * square) % prime
  }
  return result
}

/** u = (1 + y) / (1 - y), RFC 7748 section 4.1, in big integers. */
function montgomeryOf(hostKey: Uint8Array): string {
  const y = BigInt(`0x${hexOf(hostKey.toReversed())}`) & (2n ** 255n - 1n)
  const u = ((1n + y) * power(prime + 1n - y, prime - 2n)) % prime
  return hexOf(bytesOf(u.toString(16).padStart(64, '0')).toReversed())
}

test('an Ed25519 key becomes the X25519 key of the same secret, as the formula says', () => {
  for (let run = 0; run < 50; run++) {
    const { publicKey, privateKey } = sodium.crypto_sign_keypair()
    const converted = noiseStaticOf(publicKey) ?? new Uint8Array()
    expect(hexOf(converted)).toBe(montgomeryOf(publicKey))
    const secret = sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey)
    expect(publicKeyOf(secret)).toEqual(converted)
    expect(isHostKeyOf(publicKey, converted)).toBe(true)
  }
})

test('so do the keys of Wycheproof, whose signatures are judged rightly', (context) => {
  const missing = vectorsAreMissing('wycheproof-ed25519.json')
  if (missing !== undefined) context.skip(missing)
  const groups = readEd25519Vectors()
  expect(groups.flatMap(({ tests }) => tests).length).toBeGreaterThan(100)
  for (const { publicKey, tests } of groups) {
    const key = bytesOf(publicKey)
    expect(hexOf(noiseStaticOf(key) ?? new Uint8Array())).toBe(montgomeryOf(key))
    for (const { tcId, msg, sig, result } of tests) {
      const signature = bytesOf(sig)
      const isRight =
        signature.length === 64 && sodium.crypto_sign_verify_detached(signature, bytesOf(msg), key)
      expect(isRight, `tcId ${tcId}`).toBe(result === 'valid')
    }
  }
})

test('a key and its negative share the X25519 form, and are two keys all the same', () => {
  const { publicKey } = sodium.crypto_sign_keypair()
  const negative = publicKey.with(31, (publicKey[31] ?? 0) ^ 0x80)
  const converted = noiseStaticOf(publicKey) ?? new Uint8Array()
  expect(isHostKeyOf(negative, converted)).toBe(true)
  expect(sshKeyBlob(negative)).not.toEqual(sshKeyBlob(publicKey))
})

test("another host's key is not the authenticated one", () => {
  const [one, other] = [sodium.crypto_sign_keypair(), sodium.crypto_sign_keypair()]
  const converted = noiseStaticOf(one.publicKey) ?? new Uint8Array()
  expect(isHostKeyOf(other.publicKey, converted)).toBe(false)
})

// RFC 7748 section 7, and libsodium's blacklist: points of order 1, 2, 4 and 8, and what is no
// point.
test.each([
  ['order 1', `01${'00'.repeat(31)}`],
  ['order 2', `ec${'ff'.repeat(30)}7f`],
  ['order 4', '00'.repeat(32)],
  ['order 8', '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'],
  ['order 8, the other', 'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'],
  ['y = 2, no point', `02${'00'.repeat(31)}`],
  ['y above the prime', 'ff'.repeat(32)],
  ['31 bytes', '11'.repeat(31)],
])('%s has no X25519 form', (_what, hex) => {
  expect(noiseStaticOf(bytesOf(hex))).toBe(undefined)
  expect(isHostKeyOf(bytesOf(hex), new Uint8Array(32))).toBe(false)
})

test('a key outside the main group has none either', () => {
  // (x, y) and the point of order 2 make (-x, -y): X25519 may give the same secret with either.
  const { publicKey } = sodium.crypto_sign_keypair()
  const isOdd = (publicKey[31] ?? 0) & 0x80
  const y = BigInt(`0x${hexOf(publicKey.with(31, (publicKey[31] ?? 0) ^ isOdd).toReversed())}`)
  const mixed = bytesOf((prime - y).toString(16).padStart(64, '0')).toReversed()
  expect(noiseStaticOf(mixed.with(31, (mixed[31] ?? 0) | (isOdd ^ 0x80)))).toBe(undefined)
})

test('a blob is one key and nothing else', () => {
  const key = new Uint8Array(randomBytes(32))
  const blob = sshKeyBlob(key)
  expect(parseSshKeyBlob(blob)).toEqual(key)
  expect(sshPublicKeyText(key)).toBe(`ssh-ed25519 ${Buffer.from(blob).toString('base64')}`)
  for (const length of blob.keys())
    expect(parseSshKeyBlob(blob.subarray(0, length))).toBe(undefined)
  expect(parseSshKeyBlob(Uint8Array.of(...blob, 0))).toBe(undefined)
  expect(parseSshKeyBlob(blob.with(18, 31))).toBe(undefined)
  expect(parseSshKeyBlob(blob.with(14, 0x38))).toBe(undefined) // ssh-ed25518
  const ofRsa = Uint8Array.from(Buffer.concat([Buffer.from([0, 0, 0, 7]), Buffer.from('ssh-rsa')]))
  expect(parseSshKeyBlob(ofRsa)).toBe(undefined)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 80 }), (bytes) => {
      expect(parseSshKeyBlob(bytes)).toBe(undefined)
    }),
    { seed: 4251 },
  )
})
