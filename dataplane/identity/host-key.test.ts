import {
  chmodSync,
  chownSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { openHostKey } from './host-key.ts'
import type { HostKey } from './host-key.ts'
import { maxHostKeyFileBytes } from './limits.ts'
import { publicKeyOf } from './x25519.ts'
import { parsePrivateKey } from './ssh-private-key.ts'
import { isHostKeyOf } from './ssh-public-key.ts'
import { sshKeygen, sshKeygenIsMissing } from './test/ssh-keygen.ts'

let directory: string
let path: string
beforeEach(() => {
  directory = temporaryFolder()
  path = join(directory, 'host-key')
})

function opened(): { hostKey: HostKey; isNew: boolean } {
  const result = openHostKey(path, 'b.vipip.net')
  if (!result.ok) throw new Error(result.fault.code)
  return result
}

function faultCode(): string | undefined {
  const result = openHostKey(path, '')
  return result.ok ? undefined : result.fault.code
}

test('is made once, for us alone, and then read', () => {
  const first = opened()
  expect(first.isNew).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory)).toEqual(['host-key'])
  const again = opened()
  expect(again.isNew).toBe(false)
  expect(again.hostKey.publicKey).toEqual(first.hostKey.publicKey)
})

test('ssh-keygen shows the same public key', (context) => {
  const missing = sshKeygenIsMissing()
  if (missing !== undefined) context.skip(missing)
  const { hostKey } = opened()
  expect(sshKeygen('-y', '-f', path).stdout.trimEnd()).toBe(hostKey.toString())
})

test("one that ssh-keygen made is this host's", (context) => {
  const missing = sshKeygenIsMissing()
  if (missing !== undefined) context.skip(missing)
  sshKeygen('-q', '-t', 'ed25519', '-N', '', '-C', 'mine', '-f', path)
  const { hostKey, isNew } = opened()
  expect(isNew).toBe(false)
  expect(hostKey.toString()).toBe(readFileSync(`${path}.pub`, 'utf8').trimEnd())
})

test("Noise's keys are its X25519 form", () => {
  const { hostKey } = opened()
  const { publicKey, privateKey } = hostKey.noiseKeys()
  expect(publicKeyOf(privateKey)).toEqual(publicKey)
  expect(isHostKeyOf(hostKey.publicKey, publicKey)).toBe(true)
})

test('nothing that prints it prints the secret', () => {
  const { hostKey } = opened()
  const file = parsePrivateKey(readFileSync(path, 'utf8'))
  if (!file.ok) throw new Error(file.fault)
  const secrets = [file.keys.seed, hostKey.noiseKeys().privateKey]
  const inspected = inspect(hostKey, { depth: 9, showHidden: true, compact: false })
  const printed = `${inspected} ${JSON.stringify(hostKey)} ${String(hostKey)}`
  // However its bytes are set.
  const numbers = inspected.match(/\d+/g)?.join(',')
  for (const secret of secrets) {
    expect(printed).not.toContain(Buffer.from(secret.subarray(0, 8)).toString('hex'))
    expect(printed).not.toContain(Buffer.from(secret.subarray(0, 9)).toString('base64'))
    expect(numbers).not.toContain(secret.subarray(0, 8).join(','))
  }
  expect(numbers).toContain(hostKey.publicKey.subarray(0, 8).join(','))
  // Nor is there more behind it, in a file's buffer that the key would be a view of.
  expect(hostKey.publicKey.buffer.byteLength).toBe(32)
})

test.each([0o640, 0o604, 0o620, 0o602, 0o610])('mode %o is refused', (mode) => {
  opened()
  chmodSync(path, mode)
  const before = readFileSync(path)
  expect(openHostKey(path, '')).toEqual({ ok: false, path, fault: { code: 'too-open', mode } })
  expect(readFileSync(path)).toEqual(before)
})

test("another user's file is refused", (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can give a file away')
  opened()
  chownSync(path, 12_345, 12_345)
  const fault = { code: 'not-ours', ownerUid: 12_345 }
  expect(openHostKey(path, '')).toEqual({ ok: false, path, fault })
})

test('what is there is never replaced, however broken', () => {
  writeFileSync(path, 'what is this', { mode: 0o600 })
  expect(faultCode()).toBe('not-openssh')
  writeFileSync(path, '')
  expect(faultCode()).toBe('not-openssh')
  expect(readFileSync(path, 'utf8')).toBe('')
  writeFileSync(path, 'x'.repeat(maxHostKeyFileBytes + 1))
  expect(faultCode()).toBe('too-large')
})

test('a folder, a FIFO and a missing folder are said so, without waiting', () => {
  mkdirSync(path)
  expect(faultCode()).toBe('not-a-file')
  path = join(directory, 'fifo')
  execFileSync('mkfifo', ['-m', '600', path])
  expect(faultCode()).toBe('not-a-file')
  path = join(directory, 'none', 'host-key')
  expect(faultCode()).toBe('not-writable')
})

test('a link is followed; one that leads nowhere is not filled', () => {
  const { hostKey } = opened()
  const link = join(directory, 'link')
  symlinkSync(path, link)
  path = link
  expect(opened().hostKey.publicKey).toEqual(hostKey.publicKey)
  path = join(directory, 'dangling')
  symlinkSync(join(directory, 'nothing'), path)
  expect(faultCode()).toBe('missing')
})

test('two helpers that start at once have one key', () => {
  // The other one is faster between our look and our link(2): as if the file appeared there.
  const program = `import { openHostKey } from ${JSON.stringify(new URL('host-key.ts', import.meta.url).href)}
    const result = openHostKey(process.argv[1], 'x')
    console.log(result.ok && result.hostKey.toString())`
  const start = `for i in 1 2 3 4; do "$0" --input-type=module -e "$1" "$2" & done; wait`
  const output = execFileSync('sh', ['-c', start, process.execPath, program, path], {
    encoding: 'utf8',
  })
  const lines = output.trim().split('\n')
  expect(lines.length).toBe(4)
  expect(new Set(lines)).toEqual(new Set([opened().hostKey.toString()]))
})
