import {
  appendFileSync,
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { KnownHostsFile } from './known-hosts-file.ts'
import { KnownHosts } from './known-hosts.ts'
import { maxKnownHostsFileBytes } from './limits.ts'
import { sshKeygen, sshKeygenIsMissing } from './test/ssh-keygen.ts'

const b = 'b.vipip.net.' as DnsName
const key = new Uint8Array(32).fill(7)
const trust = (hosts: KnownHosts) => hosts.withTrusted(b, key, 'first-use', 0)

let directory: string
let path: string
let file: KnownHostsFile
beforeEach(() => {
  directory = temporaryFolder()
  path = join(directory, 'known_hosts')
  file = new KnownHostsFile(path)
})

function keysOfB(): number {
  const result = file.read()
  if (!result.ok) throw new Error(result.fault.code)
  return result.hosts.trustOf(b).trusted.length
}

function faultCode(): string | undefined {
  const result = file.read()
  return result.ok ? undefined : result.fault.code
}

test('a missing file trusts nobody; the first change makes it, for us alone', () => {
  expect(keysOfB()).toBe(0)
  expect(readdirSync(directory)).toEqual([])
  expect(file.change(trust).ok).toBe(true)
  expect(keysOfB()).toBe(1)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(directory)).toEqual(['known_hosts'])
})

test('a change keeps all else to the byte, and the permissions', () => {
  const before = '\ufeff# Größe\r\n@cert-authority * ssh-rsa AAAA\n\nwhat is this\n'
  writeFileSync(path, before, { mode: 0o644 })
  file.change(trust)
  expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true)
  expect(statSync(path).mode & 0o777).toBe(0o644)
})

test('a change to nothing writes nothing', () => {
  file.change(trust)
  const { ino } = statSync(path)
  expect(file.change((hosts) => hosts.without('x.net.' as DnsName)).ok).toBe(true)
  expect(statSync(path).ino).toBe(ino)
})

test('a link stays a link', () => {
  const target = join(directory, 'elsewhere')
  writeFileSync(target, '# linked\n', { mode: 0o600 })
  symlinkSync(target, path)
  file.change(trust)
  expect(lstatSync(path).isSymbolicLink()).toBe(true)
  expect(readFileSync(target, 'utf8')).toContain('b.vipip.net')
})

test('what others do to the file counts at once', (context) => {
  const missing = sshKeygenIsMissing()
  if (missing !== undefined) context.skip(missing)
  file.change(trust)
  expect(keysOfB()).toBe(1)
  sshKeygen('-R', 'b.vipip.net', '-f', path)
  expect(keysOfB()).toBe(0)
  file.change(trust)
  expect(keysOfB()).toBe(1)
  appendFileSync(path, readFileSync(path))
  expect(keysOfB()).toBe(2)
  rmSync(path)
  expect(keysOfB()).toBe(0)
})

test('an unchanged file is not parsed again, unless it is so young that it could hide a change', () => {
  let nowMs = Date.now()
  file = new KnownHostsFile(path, () => nowMs)
  file.change(trust)
  const sameTwice = () => {
    const [first, second] = [file.read(), file.read()]
    return first.ok && second.ok && first.hosts === second.hosts
  }
  expect(sameTwice()).toBe(false)
  nowMs += 1000
  expect(sameTwice()).toBe(true)
  const changedAt = () => statSync(path, { bigint: true }).ctimeNs
  const before = changedAt()
  // Until the kernel's next tick, a few ms at most.
  while (changedAt() === before) chmodSync(path, 0o666)
  expect(faultCode()).toBe('too-open')
})

test.each([0o620, 0o602, 0o666])('mode %o is refused, before and after', (mode) => {
  file.change(trust)
  expect(keysOfB()).toBe(1)
  chmodSync(path, mode)
  expect(file.read()).toEqual({ ok: false, path, fault: { code: 'too-open', mode } })
  const before = readFileSync(path, 'utf8')
  expect(file.change((hosts) => hosts.without(b)).ok).toBe(false)
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('what is no text is not trusted, and not changed', () => {
  const bytes = Buffer.from([0x23, 0xe4, 0x0a])
  writeFileSync(path, bytes, { mode: 0o600 })
  expect(faultCode()).toBe('not-utf8')
  expect(file.change(trust).ok).toBe(false)
  expect(readFileSync(path)).toEqual(bytes)
})

test('what could not be read again is not written; the file stays as it was', () => {
  const line = `${'#'.repeat(1023)}\n`
  const before = line.repeat(maxKnownHostsFileBytes / line.length)
  writeFileSync(path, before, { mode: 0o600 })
  expect(file.change(trust)).toMatchObject({ ok: false, path, fault: { code: 'full' } })
  expect(readFileSync(path, 'utf8') === before).toBe(true)
  expect(keysOfB()).toBe(0)
  // To the last byte there is room.
  const size = trust(KnownHosts.parse('')).bytes
  writeFileSync(path, before.slice(size - 1) + '\n')
  expect(file.change(trust).ok).toBe(false)
  writeFileSync(path, before.slice(size))
  expect(file.change(trust).ok).toBe(true)
  expect(statSync(path).size).toBe(maxKnownHostsFileBytes)
  expect(keysOfB()).toBe(1)
  expect(file.change((hosts) => hosts.without(b)).ok).toBe(true)
})

test('a folder, a missing folder, and too much are said so', () => {
  writeFileSync(path, '#'.repeat(maxKnownHostsFileBytes + 1), { mode: 0o600 })
  expect(faultCode()).toBe('too-large')
  rmSync(path)
  mkdirSync(path, { mode: 0o700 })
  expect(faultCode()).toBe('not-a-file')
  file = new KnownHostsFile(join(directory, 'none', 'known_hosts'))
  expect(faultCode()).toBe(undefined)
  expect(file.change(trust)).toMatchObject({ ok: false, fault: { code: 'not-writable' } })
})
