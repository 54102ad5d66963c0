// Ed25519 public keys in the forms of SSH (RFC 8709 section 4, RFC 4253 section 6.6), and as the
// X25519 keys that Noise uses.
import { SshReader, concatBytes, sshString } from './ssh-fields.ts'
import { maxNoiseStatics } from './limits.ts'
import { sodium } from './sodium.ts'

export const sshKeyType = 'ssh-ed25519'
export const ed25519KeyBytes = 32

/** What a fingerprint is the hash of, and what known_hosts holds in base64. `key` has 32 bytes. */
export function sshKeyBlob(key: Uint8Array): Uint8Array {
  return concatBytes(sshString(sshKeyType), sshString(key))
}

/** Total. The 32 bytes of the key, or undefined where it is not an Ed25519 key and nothing else. */
export function parseSshKeyBlob(blob: Uint8Array): Uint8Array | undefined {
  const reader = new SshReader(blob)
  const type = reader.text()
  const key = reader.string()
  const isWhole = !reader.failed && reader.atEnd
  return isWhole && type === sshKeyType && key.length === ed25519KeyBytes
    ? new Uint8Array(key)
    : undefined
}

/** `ssh-ed25519 AAAA…`, the public text form, with a comment where there is one. */
export function sshPublicKeyText(key: Uint8Array, comment = ''): string {
  const text = `${sshKeyType} ${Buffer.from(sshKeyBlob(key)).toString('base64')}`
  return comment === '' ? text : `${text} ${comment}`
}

/** Of keys that were seen lately: the conversion takes longer than an agreement on keys. */
const noiseStatics = new Map<string, Uint8Array>()

/**
 * The X25519 form of an Ed25519 key (RFC 7748 section 4.1): 32 bytes, which must not be changed.
 * Undefined for what is no point of the main group, so that no key of small order comes through.
 */
export function noiseStaticOf(hostKey: Uint8Array): Uint8Array | undefined {
  if (hostKey.length !== ed25519KeyBytes) return undefined
  const text = Buffer.from(hostKey.buffer, hostKey.byteOffset, hostKey.length).toString('latin1')
  const known = noiseStatics.get(text)
  if (known !== undefined) return known
  try {
    const made = sodium.crypto_sign_ed25519_pk_to_curve25519(hostKey)
    if (noiseStatics.size >= maxNoiseStatics) noiseStatics.clear()
    noiseStatics.set(text, made)
    return made
  } catch {
    return undefined
  }
}

/**
 * Whether a host key that a payload carries is the one whose X25519 form Noise has authenticated.
 *
 * The form keeps the point's y alone, so a key and its negative (the other sign bit) share it: the
 * holder of one can show the other. Nobody else can show either, and since trust compares all 32
 * bytes, the other is a changed key like any.
 */
export function isHostKeyOf(hostKey: Uint8Array, authenticatedStatic: Uint8Array): boolean {
  const converted = noiseStaticOf(hostKey)
  // Both are public: nothing is learned from the time this takes.
  return converted !== undefined && Buffer.compare(converted, authenticatedStatic) === 0
}
