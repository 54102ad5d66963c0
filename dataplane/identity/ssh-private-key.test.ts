import { createPrivateKey, createPublicKey } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { formatPrivateKey, newEd25519Keys, parsePrivateKey } from './ssh-private-key.ts'
import { sshPublicKeyText } from './ssh-public-key.ts'
import { sshKeygen, sshKeygenIsMissing } from './test/ssh-keygen.ts'

let directory: string
beforeEach(() => {
  directory = temporaryFolder()
})

describe('with ssh-keygen', () => {
  test('ours is read, whatever the comment and so the padding', (context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    for (const comment of [
      '',
      ...'abcdefgh'.split('').map((_, at, all) => all.slice(at).join('')),
    ]) {
      const keys = newEd25519Keys(comment)
      const file = join(directory, `key-of-${comment}`)
      writeFileSync(file, formatPrivateKey(keys), { mode: 0o600 })
      const { stdout } = sshKeygen('-y', '-f', file)
      expect(stdout.trimEnd()).toBe(sshPublicKeyText(keys.publicKey, comment))
    }
  })

  test('its keys are read, and written as it writes them but for the random number', (context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    const file = join(directory, 'key')
    sshKeygen('-q', '-t', 'ed25519', '-N', '', '-C', 'host b', '-f', file)
    const text = readFileSync(file, 'utf8')
    const result = parsePrivateKey(text)
    if (!result.ok) throw new Error(result.fault)
    expect(sshPublicKeyText(result.keys.publicKey, result.keys.comment)).toBe(
      readFileSync(`${file}.pub`, 'utf8').trimEnd(),
    )
    const written = formatPrivateKey(result.keys)
    expect(withoutCheck(written)).toEqual(withoutCheck(text))
    expect(written.split('\n').map(({ length }) => length)).toEqual(
      text.split('\n').map(({ length }) => length),
    )
  })

  test.for([
    ['has-passphrase', ['-t', 'ed25519', '-N', 'secret words']],
    ['not-ed25519', ['-t', 'ecdsa', '-N', '']],
    ['not-openssh', ['-t', 'ecdsa', '-N', '', '-m', 'PEM']],
  ] as const)('%s is said of %j', ([fault, options], context) => {
    const missing = sshKeygenIsMissing()
    if (missing !== undefined) context.skip(missing)
    const file = join(directory, 'key')
    sshKeygen('-q', ...options, '-f', file)
    expect(parsePrivateKey(readFileSync(file, 'utf8'))).toEqual({ ok: false, fault })
  })
})

test('with Node, which knows the key by another way', () => {
  const keys = newEd25519Keys('')
  // PKCS #8 (RFC 8410 section 7): a fixed lead, then the seed.
  const lead = Buffer.from('302e020100300506032b657004220420', 'hex')
  const der = Buffer.concat([lead, keys.seed])
  const publicKey = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }))
  const exported = publicKey.export({ format: 'der', type: 'spki' })
  expect(new Uint8Array(exported.subarray(-32))).toEqual(keys.publicKey)
})

const sample = formatPrivateKey(newEd25519Keys('sample'))
const body = sample.split('\n').slice(1, -2).join('')
const wrapped = (bytes: Uint8Array) =>
  sample.replace(sample.split('\n').slice(1, -2).join('\n'), Buffer.from(bytes).toString('base64'))

test('any changed byte is found, but in what is random or a comment', () => {
  const bytes = new Uint8Array(Buffer.from(body, 'base64'))
  const result = parsePrivateKey(sample)
  if (!result.ok) throw new Error(result.fault)
  const comment = Buffer.from(bytes).indexOf('sample', 0, 'latin1')
  for (const [at, byte] of bytes.entries()) {
    const changed = parsePrivateKey(wrapped(bytes.with(at, byte ^ 1)))
    const isComment = at >= comment && at < comment + 6
    expect(changed.ok, `byte ${at}`).toBe(isComment)
    expect(parsePrivateKey(wrapped(bytes.subarray(0, at))).ok, `cut at ${at}`).toBe(false)
  }
})

test.each([
  ['', 'not-openssh'],
  ['-----BEGIN OPENSSH PRIVATE KEY-----', 'not-openssh'],
  [sample.replace('OPENSSH', 'EC'), 'not-openssh'],
  [wrapped(new TextEncoder().encode('openssh-key-v2\0')), 'not-openssh'],
  [sample.replace(body.slice(0, 4), '!!!!'), 'damaged'],
])('%j is no key', (text, fault) => {
  expect(parsePrivateKey(text)).toEqual({ ok: false, fault })
})

test('any text gives a key or a fault', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const behindMagic = Buffer.concat([Buffer.from('openssh-key-v1\0'), bytes])
      expect(parsePrivateKey(wrapped(behindMagic)).ok).toBe(false)
      expect(parsePrivateKey(Buffer.from(bytes).toString('latin1')).ok).toBe(false)
    }),
    { seed: 8709, numRuns: 500 },
  )
})

/** The decoded file without the 8 bytes that are random. */
function withoutCheck(text: string): Buffer {
  const bytes = Buffer.from(text.split('\n').slice(1, -2).join(''), 'base64')
  // Magic 15, "none" twice 16, no options 4, count 4, key 4 + 51, length 4.
  return Buffer.concat([bytes.subarray(0, 98), bytes.subarray(106)])
}
