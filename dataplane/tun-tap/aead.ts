// The ciphers of the packet path by themselves: to check them, and to say which one this processor does fastest.
import type { AeadAddon } from './addon-types.ts'
import { cipherNumber, type CipherName } from './ciphers.ts'
import { loadAddon } from './load-addon.ts'

export type AeadBackend = 'fastest' | 'openssl' | 'ipsec-mb'

const backendNumbers: Record<AeadBackend, number> = { fastest: 0, openssl: 1, 'ipsec-mb': 2 }

export type AeadInput = {
  cipher: CipherName
  backend: AeadBackend
  /** 32 bytes. */
  key: Uint8Array
  /** 12 bytes; never twice under one key. */
  nonce: Uint8Array
  additional: Uint8Array
}

function native(): AeadAddon {
  return loadAddon<AeadAddon>()
}

/** Returns the ciphertext with the 16-byte tag behind it. Throws ERR_NO_BACKEND where the build lacks the backend. */
export function sealAead(input: AeadInput, plaintext: Uint8Array): Uint8Array {
  const { cipher, backend, key, nonce, additional } = input
  return native().sealAead(
    cipherNumber(cipher),
    backendNumbers[backend],
    key,
    nonce,
    additional,
    plaintext,
  )
}

/** Returns the plaintext, or null where the tag does not match. */
export function openAead(input: AeadInput, sealed: Uint8Array): Uint8Array | null {
  const { cipher, backend, key, nonce, additional } = input
  return native().openAead(
    cipherNumber(cipher),
    backendNumbers[backend],
    key,
    nonce,
    additional,
    sealed,
  )
}

/** Both transforms, first the one that this processor does fastest: the order of an INIT's offer (PROTOCOL section 1). */
export function offeredCiphers(): readonly [CipherName, CipherName] {
  return native().hasAesInstructions()
    ? ['aes-256-gcm', 'chacha20-poly1305']
    : ['chacha20-poly1305', 'aes-256-gcm']
}
