// X25519 (RFC 7748) on keys as bytes, as they stand in messages and files. To expand a private key takes as long as its
// use, so that the expanded form is kept with the bytes.
import { newX25519Key, x25519, x25519Bytes, x25519KeyOf } from 'tun-tap/handshake-crypto'
import type { X25519Key } from 'tun-tap/handshake-crypto'
import { maxKeptSecrets } from './limits.ts'

export const x25519KeyBytes = 32

/** 32 bytes each, which must not be changed: what is derived from them is kept. */
export interface KeyPair {
  publicKey: Uint8Array
  privateKey: Uint8Array
}

const expanded = new WeakMap<Uint8Array, X25519Key>()

/** By the private key's bytes, and then by the public key. */
const keptSecrets = new WeakMap<Uint8Array, Map<string, Uint8Array>>()

/**
 * The secret that two keys of 32 bytes share. Undefined where it is all zeros (RFC 7748 section
 * 6.1), as with public keys of small order.
 */
export function sharedSecret(
  privateKey: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array | undefined {
  const kept = keptSecrets.get(privateKey)?.get(textOf(publicKey))
  return kept ?? x25519(expandedOf(privateKey), publicKey) ?? undefined
}

/**
 * The same, and keeps it as long as the bytes of the private key: for two static keys, whose secret is always the same,
 * and for what is computed before it is needed.
 */
export function keepSharedSecret(
  privateKey: Uint8Array,
  publicKey: Uint8Array,
): Uint8Array | undefined {
  const secret = sharedSecret(privateKey, publicKey)
  if (secret === undefined) return undefined
  const kept = keptSecrets.get(privateKey) ?? new Map<string, Uint8Array>()
  // Strangers fill it too: then those of partners are computed once more.
  if (kept.size >= maxKeptSecrets) kept.clear()
  kept.set(textOf(publicKey), secret)
  keptSecrets.set(privateKey, kept)
  return secret
}

export function publicKeyOf(privateKey: Uint8Array): Uint8Array {
  return x25519Bytes(expandedOf(privateKey)).publicKey
}

export function newKeyPair(): KeyPair {
  const made = newX25519Key()
  const pair = x25519Bytes(made)
  expanded.set(pair.privateKey, made)
  return pair
}

function textOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1')
}

function expandedOf(privateKey: Uint8Array): X25519Key {
  const present = expanded.get(privateKey)
  if (present !== undefined) return present
  const made = x25519KeyOf(privateKey)
  expanded.set(privateKey, made)
  return made
}
