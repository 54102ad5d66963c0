// What handshakes are made of: X25519 (RFC 7748), SHA-256 and HKDF (RFC 5869). Native, since Node's own take five times
// as long in a helper that has been quiet, whose first handshake somebody waits for: they pass through many more layers.
import type { HandshakeCryptoAddon, NativeX25519Key } from './addon-types.ts'
import { loadAddon } from './load-addon.ts'

export type X25519Key = NativeX25519Key

function native(): HandshakeCryptoAddon {
  return loadAddon<HandshakeCryptoAddon>()
}

/** A fresh one. */
export function newX25519Key(): X25519Key {
  return native().newX25519Key()
}

/** Of any 32 bytes. @throws ERR_INVALID_ARG_VALUE for another length */
export function x25519KeyOf(privateKey: Uint8Array): X25519Key {
  return native().x25519KeyOf(privateKey)
}

/** 32 bytes each. */
export function x25519Bytes(key: X25519Key): { publicKey: Uint8Array; privateKey: Uint8Array } {
  return { publicKey: native().x25519Public(key), privateKey: native().x25519Private(key) }
}

/**
 * The 32 bytes that both ends have in common. Null where they are all zeros (RFC 7748 section 6.1).
 * @throws ERR_INVALID_ARG_VALUE for a public key that is not 32 bytes
 */
export function x25519(key: X25519Key, remotePublic: Uint8Array): Uint8Array | null {
  return native().x25519(key, remotePublic)
}

/** Of the one behind the other. */
export function sha256(first: Uint8Array, second: Uint8Array = nothing): Uint8Array {
  return native().sha256(first, second)
}

/** Up to 255 * 32 bytes of keys. @throws ERR_OUT_OF_RANGE for more */
export function hkdfSha256(
  salt: Uint8Array,
  input: Uint8Array,
  info: Uint8Array,
  lengthBytes: number,
): Uint8Array {
  return native().hkdfSha256(salt, input, info, lengthBytes)
}

const nothing = new Uint8Array(0)
