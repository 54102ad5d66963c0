// This host's key (PROTOCOL section 4): Ed25519, made at the first start, kept in a file that
// OpenSSH's tools read.
import { randomBytes } from 'node:crypto'
import { linkSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { syncFolder } from '../lib/atomic-file.ts'
import { privateModes, readPrivateFile } from '../lib/private-file.ts'
import type { PrivateFileFault } from '../lib/private-file.ts'
import { maxHostKeyFileBytes } from './limits.ts'
import type { KeyPair } from './x25519.ts'
import { sodium } from './sodium.ts'
import { formatPrivateKey, newEd25519Keys, parsePrivateKey } from './ssh-private-key.ts'
import type { Ed25519Keys, PrivateKeyFault } from './ssh-private-key.ts'
import { sshPublicKeyText } from './ssh-public-key.ts'

/** The key as the rest of the helper has it. Printing it shows the public part alone. */
export interface HostKey {
  /** Ed25519, 32 bytes: what payloads carry and people trust. */
  readonly publicKey: Uint8Array
  /** The same key as Noise's static one. */
  noiseKeys(): KeyPair
  /** `ssh-ed25519 AAAA… comment`. */
  toString(): string
}

export type HostKeyFault =
  PrivateFileFault | { code: PrivateKeyFault } | { code: 'not-writable'; cause: Error }

export type HostKeyResult =
  /** `isNew`: made just now. */
  | { ok: true; hostKey: HostKey; isNew: boolean }
  /** The path is the key's, or the folder's that it could not be made in. */
  | { ok: false; path: string; fault: HostKeyFault }

/**
 * Reads the host key, or makes it where there is none. A key that is there is never replaced,
 * however broken: every peer would take this host for another.
 * @param comment goes into a new file, such as the host's name; ASCII without line breaks
 */
export function openHostKey(path: string, comment: string): HostKeyResult {
  const found = readHostKey(path)
  if (found.ok || found.fault.code !== 'missing') return found
  try {
    const isNew = createFile(path, formatPrivateKey(newEd25519Keys(comment)))
    const read = readHostKey(path)
    return read.ok ? { ...read, isNew } : read
  } catch (error) {
    return { ok: false, path, fault: { code: 'not-writable', cause: error as Error } }
  }
}

/** One that is in no file and ends with the process. */
export function temporaryHostKey(): HostKey {
  return hostKeyOf(newEd25519Keys('temporary'))
}

function readHostKey(path: string): HostKeyResult {
  const file = readPrivateFile(path, privateModes.readableByNobodyElse, maxHostKeyFileBytes)
  if (!file.ok) return { ok: false, path, fault: file.fault }
  const parsed = parsePrivateKey(new TextDecoder().decode(file.bytes))
  file.bytes.fill(0)
  if (!parsed.ok) return { ok: false, path, fault: { code: parsed.fault } }
  return { ok: true, hostKey: hostKeyOf(parsed.keys), isNew: false }
}

function hostKeyOf({ publicKey, seed, comment }: Ed25519Keys): HostKey {
  const { privateKey: secret } = sodium.crypto_sign_seed_keypair(seed)
  const keys = {
    publicKey: sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
    privateKey: sodium.crypto_sign_ed25519_sk_to_curve25519(secret),
  }
  // Closures, so that no log that prints an object's members prints a secret.
  return {
    publicKey,
    noiseKeys: () => keys,
    toString: () => sshPublicKeyText(publicKey, comment),
  }
}

/** False where somebody else was first. link(2) and not rename(2): it never replaces a file. */
function createFile(path: string, content: string): boolean {
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(beside, content, { mode: 0o600, flag: 'wx', flush: true })
    linkSync(beside, path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(beside, { force: true })
  }
  // A key that peers have stored must not be gone after a power failure.
  syncFolder(dirname(path))
  return true
}
