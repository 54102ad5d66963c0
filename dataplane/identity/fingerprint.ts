// What people compare: a host key's fingerprint and its picture, byte for byte as
// `ssh-keygen -l -v` shows them.
import { createHash } from 'node:crypto'
import { sshKeyBlob } from './ssh-public-key.ts'

/** `SHA256:` and 43 characters of base64 without padding. */
export type Fingerprint = string & { readonly brand: 'Fingerprint' }

/** `hostKey`: the 32 bytes of an Ed25519 key. */
export function fingerprintOf(hostKey: Uint8Array): Fingerprint {
  const base64 = Buffer.from(digestOf(hostKey)).toString('base64')
  return `SHA256:${base64.replace(/=+$/, '')}` as Fingerprint
}

/**
 * The fingerprint in what a person pasted: alone, or in a line of `ssh-keygen -l`, with blanks
 * around it. Undefined where there is none, or more than one.
 */
export function findFingerprint(text: string): Fingerprint | undefined {
  const pattern = /(?<![^\s])SHA256:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=?(?![^\s])/g
  const found = text.match(pattern) ?? []
  if (found.length !== 1) return undefined
  return found[0]?.replace('=', '') as Fingerprint
}

const width = 17
const height = 9
/** By the number of visits; the last two are start and end. */
const marks = ' .o+=*BOX@%&#/^SE'
const startMark = marks.length - 2
const endMark = marks.length - 1

/**
 * The picture of a host key: 11 lines of 19 characters without a final newline. A bishop starts in
 * the middle and moves diagonally, two bits of the digest a step, lowest bits first, staying
 * inside; each field shows how often it was entered (fingerprint_randomart of OpenSSH's sshkey.c).
 */
export function randomartOf(hostKey: Uint8Array): string {
  const visits = Array.from({ length: height }, () => Array<number>(width).fill(0))
  let x = Math.floor(width / 2)
  let y = Math.floor(height / 2)
  for (const byte of digestOf(hostKey)) {
    for (let shift = 0; shift < 8; shift += 2) {
      const bits = byte >> shift
      x = clamp(x + (bits & 1 ? 1 : -1), width)
      y = clamp(y + (bits & 2 ? 1 : -1), height)
      const row = visits[y] ?? []
      row[x] = Math.min((row[x] ?? 0) + 1, startMark - 1)
    }
  }
  const middle = visits[Math.floor(height / 2)] ?? []
  middle[Math.floor(width / 2)] = startMark
  const last = visits[y] ?? []
  last[x] = endMark
  const rows = visits.map((row) => `|${row.map((count) => marks[count]).join('')}|`)
  return ['+--[ED25519 256]--+', ...rows, '+----[SHA256]-----+'].join('\n')
}

function clamp(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1)
}

function digestOf(hostKey: Uint8Array): Uint8Array {
  return createHash('sha256').update(sshKeyBlob(hostKey)).digest()
}
