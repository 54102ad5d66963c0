// Published vectors (Wycheproof) are followed in noise.test.ts; here a second implementation is asked.
import { expect, it } from 'vitest'
import { sodium } from './sodium.ts'
import { newKeyPair, publicKeyOf, sharedSecret } from './x25519.ts'

it('makes keys that fit each other, and are others each time', () => {
  const [a, b] = [newKeyPair(), newKeyPair()]
  expect(publicKeyOf(a.privateKey)).toEqual(a.publicKey)
  expect(a.privateKey).not.toEqual(b.privateKey)
  expect(sharedSecret(a.privateKey, b.publicKey)).toEqual(sharedSecret(b.privateKey, a.publicKey))
})

it('agrees with libsodium, for keys of any bytes and however often they are used', () => {
  for (let at = 0; at < 100; at += 1) {
    const [privateKey, publicKey] = [sodium.randombytes_buf(32), sodium.randombytes_buf(32)]
    const expected = sodium.crypto_scalarmult(privateKey, publicKey)
    expect(sharedSecret(privateKey, publicKey)).toEqual(expected)
    expect(sharedSecret(privateKey, publicKey)).toEqual(expected)
  }
})

it('has no secret with a key of small order', () => {
  const { privateKey } = newKeyPair()
  for (const first of [0, 1]) {
    expect(sharedSecret(privateKey, new Uint8Array(32).with(0, first))).toBeUndefined()
  }
})
