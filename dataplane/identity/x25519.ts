// X25519 (RFC 7748) by OpenSSL, in a third of the time that libsodium's WebAssembly takes. OpenSSL
// wants keys as objects, whose making takes as long as their use: they are kept with the bytes.
import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto'
import type { KeyObject } from 'node:crypto'
import { sodium } from './sodium.ts'

export const x25519KeyBytes = 32

/** 32 bytes each, which must not be changed: what is derived from them is kept. */
export interface KeyPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

/** What stands before the 32 bytes of a key in DER (RFC 8410 sections 4 and 7). */
const derBeforePublic = Buffer.from('302a300506032b656e032100', 'hex')
const derBeforePrivate = Buffer.from('302e020100300506032b656e04220420', 'hex')

const objects = new WeakMap<Uint8Array, KeyObject>()

/**
 * The secret that two keys of 32 bytes share. Undefined where it is all zeros (RFC 7748 section
 * 6.1), as with public keys of small order.
 */
export function sharedSecret(
  privateKey: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array | undefined {
  const pair = { privateKey: privateObject(privateKey), publicKey: publicObject(publicKey) }
  try {
    return new Uint8Array(diffieHellman(pair))
  } catch {
    // The one thing that two keys of the right form leave to fail for.
    return undefined
  }
}

export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return sodium.crypto_scalarmult_base(privateKey)
}

export function newKeyPair(): KeyPair {
  const made = generateKeyPairSync('x25519')
  const { x, d } = made.privateKey.export({ format: 'jwk' })
  if (x === undefined || d === undefined) throw new Error('OpenSSL made a key without its parts')
  const privateKey = new Uint8Array(Buffer.from(d, 'base64url'))
  objects.set(privateKey, made.privateKey)
  return { publicKey: new Uint8Array(Buffer.from(x, 'base64url')), privateKey }
}

function privateObject(key: Uint8Array): KeyObject {
  return kept(key, () => {
    const der = Buffer.concat([derBeforePrivate, key])
    return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  })
}

function publicObject(key: Uint8Array): KeyObject {
  return kept(key, () => {
    const der = Buffer.concat([derBeforePublic, key])
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  })
}

function kept(key: Uint8Array, make: () => KeyObject): KeyObject {
  const present = objects.get(key)
  if (present !== undefined) return present
  const made = make()
  objects.set(key, made)
  return made
}
