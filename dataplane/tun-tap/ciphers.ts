// The two transforms of PROTOCOL section 1, by the names that the wire, the configuration and the lab use.

/** AES-256-GCM (RFC 4106) and ChaCha20-Poly1305 (RFC 7634), each with a 16-byte tag. */
export type CipherName = 'aes-256-gcm' | 'chacha20-poly1305'

/** The numbers of core/aead.h. */
const numbers: Record<CipherName, number> = { 'aes-256-gcm': 1, 'chacha20-poly1305': 2 }

export function cipherNumber(name: CipherName): number {
  return numbers[name]
}
