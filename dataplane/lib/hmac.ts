// Keyed hashes (RFC 2104), the key out of sight.
import { createHmac } from 'node:crypto'

export type HmacAlgorithm = 'hmac-sha256' | 'hmac-sha512'

/** The key is inside the function, where no log or message can reach it. */
export function hmacWith(
  algorithm: HmacAlgorithm,
  key: Uint8Array,
): (data: Uint8Array) => Uint8Array {
  const hash = algorithm.slice('hmac-'.length)
  return (data) => Uint8Array.from(createHmac(hash, key).update(data).digest())
}
