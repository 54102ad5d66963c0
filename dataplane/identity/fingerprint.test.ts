import { createHash, randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { findFingerprint, fingerprintOf, randomartOf } from './fingerprint.ts'
import { parseSshKeyBlob, sshPublicKeyText } from './ssh-public-key.ts'
import { sshKeygen, sshKeygenIsMissing } from './test/ssh-keygen.ts'

// Made and shown by OpenSSH 9.2.
const blob = 'AAAAC3NzaC1lZDI1NTE5AAAAIFevmc0Sjg2bMGTXeASkA+cnyEIV0167czr4PRK8x+tK'
const shown = `256 SHA256:B9lJjCs5o4CiTH9ZDGRb3bS1pjh+yFruP1A0x8+XfkY c1 (ED25519)
+--[ED25519 256]--+
|    .o ..o+...   |
|    ..o .=.=oo.  |
| .   .o.o.+.ooo .|
|o..   =o....o  +E|
|= .. .o+Soo.  ...|
|.. ..o  ooo    .o|
|    .    =..   ..|
|        + ..     |
|       ..o...    |
+----[SHA256]-----+
`
const key = parseSshKeyBlob(new Uint8Array(Buffer.from(blob, 'base64'))) ?? new Uint8Array()

/** What `ssh-keygen -l -v` shows of a key with this comment. */
function linesOf(hostKey: Uint8Array, comment: string): string {
  return `256 ${fingerprintOf(hostKey)} ${comment} (ED25519)\n${randomartOf(hostKey)}\n`
}

test('a key that OpenSSH has shown', () => {
  expect(linesOf(key, 'c1')).toBe(shown)
})

test('a thousand keys, as ssh-keygen -l -v shows them', (context) => {
  const missing = sshKeygenIsMissing()
  if (missing !== undefined) context.skip(missing)
  // ssh-keygen hashes any 32 bytes. From a seed that is printed with a failure.
  const seed = randomBytes(8).toString('hex')
  const keys = Array.from({ length: 1000 }, (_, at) =>
    createHash('sha256').update(`${seed} ${at}`).digest(),
  )
  const file = join(temporaryFolder(), 'keys')
  writeFileSync(file, keys.map((each, at) => `${sshPublicKeyText(each, `k${at}`)}\n`).join(''))
  const { stdout, status } = sshKeygen('-l', '-v', '-f', file)
  expect(status).toBe(0)
  expect(keys.map((each, at) => linesOf(each, `k${at}`)).join(''), `seed ${seed}`).toBe(stdout)
})

test('a field that is entered 18 times keeps the mark of 14', () => {
  const often = new Uint8Array(createHash('sha256').update('104').digest())
  expect(linesOf(often, 'x'))
    .toBe(`256 SHA256:tZbZ1UKeWxXFUncwH9U09rnB9NA+td1xDvLSUzVRcnk x (ED25519)
+--[ED25519 256]--+
|              *#^|
|            .o*@E|
|          .  +=X#|
|         . =..+*B|
|        S = ...o.|
|         .       |
|                 |
|                 |
|                 |
+----[SHA256]-----+
`)
})

describe('pasted', () => {
  const fingerprint = fingerprintOf(key)
  test.each([
    fingerprint,
    ` ${fingerprint}\n`,
    `${fingerprint}=`,
    shown,
    `256 ${fingerprint} root@b (ED25519)`,
  ])('%j', (text) => {
    expect(findFingerprint(text)).toBe(fingerprint)
  })

  test.each([
    '',
    'SHA256:',
    fingerprint.slice(0, -1),
    `${fingerprint}A`,
    `x${fingerprint}`,
    fingerprint.toLowerCase(),
    `${fingerprint} ${fingerprint}`,
    'MD5:16:27:ac:a5:76:28:2d:36:63:1b:56:4d:eb:df:a6:48',
    // The last character would stand for bits that the digest has not.
    `${fingerprint.slice(0, -1)}Z`,
  ])('not %j', (text) => {
    expect(findFingerprint(text)).toBe(undefined)
  })
})
