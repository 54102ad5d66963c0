import { randomBytes } from 'node:crypto'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { VipError } from '../contract/errors.ts'
import { fingerprintOf } from '../identity/fingerprint.ts'
import { KnownHostsFile } from '../identity/known-hosts-file.ts'
import { KnownHosts } from '../identity/known-hosts.ts'
import { maxKnownHostsFileBytes } from '../identity/limits.ts'
import { sshPublicKeyText } from '../identity/ssh-public-key.ts'
import { TrustQuestions } from '../identity/trust-questions.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { HostTrust } from '../negotiation/host-trust.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { TrustDesk } from './trust-desk.ts'

const b = 'b.vipip.net.' as DnsName
const key = new Uint8Array(randomBytes(32))
const shown = fingerprintOf(key)
const other = fingerprintOf(new Uint8Array(32))

let path: string
let told: string[]
let questions: TrustQuestions
let desk: TrustDesk

beforeEach(() => {
  path = join(temporaryFolder(), 'known_hosts')
  told = []
  const clock = new FakeClock()
  const file = new KnownHostsFile(path)
  questions = new TrustQuestions(
    () => clock.wallMs(),
    () => {},
  )
  const trust = new HostTrust({
    store: file,
    policy: () => 'ask',
    questions,
    wallMs: () => clock.wallMs(),
    onDecided: (name, isTrusted) => told.push(`decided ${name} ${isTrusted}`),
  })
  desk = new TrustDesk({
    clock,
    store: file,
    questions,
    trust,
    onNews: ({ kind }) => told.push(kind),
    onForgotten: (name) => told.push(`forgotten ${name}`),
  })
})

function ask(): void {
  questions.offer({ name: b, key, endpoint: '192.0.2.2:10567', cause: 'we-called' })
}

function faultOf(act: () => unknown): unknown {
  try {
    return act()
  } catch (error) {
    if (error instanceof VipError) return error.fault
    throw error
  }
}

describe('accepting', () => {
  it('stores the key, and lets negotiation go on', () => {
    ask()
    const outcome = desk.accept({ name: 'b.vipip.net', shown })
    expect(outcome).toEqual({ name: 'b.vipip.net', fingerprint: shown, proof: 'first-use' })
    expect(told).toEqual([`decided ${b} true`, 'key-trusted'])
    expect(desk.trustOf(b)).toEqual({ state: 'first-use', fingerprint: shown })
    expect(readFileSync(path, 'utf8')).toMatch(/^b\.vipip\.net ssh-ed25519 /)
  })

  it('calls a key verified whose fingerprint was pasted', () => {
    ask()
    expect(desk.accept({ name: 'b.vipip.net', shown, pasted: shown }).proof).toBe('verified')
    expect(desk.trustOf(b).state).toBe('verified')
  })

  it('refuses what is not open, not what was shown, or not what was expected', () => {
    const name = 'b.vipip.net'
    expect(faultOf(() => desk.accept({ name, shown }))).toEqual({
      code: 'no-question',
      data: { name },
    })
    ask()
    expect(faultOf(() => desk.accept({ name, shown: other }))).toEqual({
      code: 'question-changed',
      data: { name, shown: other, offered: shown },
    })
    expect(faultOf(() => desk.accept({ name, shown, pasted: other }))).toEqual({
      code: 'pasted-differs',
      data: { name, pasted: other, offered: shown },
    })
    expect(desk.questionFacts().length).toBe(1)
    expect(told).toEqual([])
  })

  it('trusts nobody while the store is faulty', () => {
    ask()
    writeFileSync(path, '')
    chmodSync(path, 0o666)
    expect(faultOf(() => desk.accept({ name: 'b.vipip.net', shown }))).toMatchObject({
      code: 'trust-store-fault',
      data: { path },
    })
    expect(told).toEqual([])
    expect(desk.knownHostFacts()).toEqual([])
  })
})

it('says that an answer had no room; forgetting hosts makes some', () => {
  ask()
  const line = `${'#'.repeat(1023)}\n`
  const before = line.repeat(maxKnownHostsFileBytes / line.length - 1)
  const known = KnownHosts.parse('').withTrusted(
    'c.vipip.net.' as DnsName,
    key,
    'first-use',
    0,
  ).text
  const padding = `${'#'.repeat(line.length - known.length - 1)}\n`
  writeFileSync(path, before + padding + known, { mode: 0o600 })
  const fault = { code: 'trust-store-fault', data: { path, problem: 'full' } }
  expect(faultOf(() => desk.accept({ name: 'b.vipip.net', shown }))).toEqual(fault)
  expect(desk.trustOf(b).state).toBe('unknown')
  desk.forget({ name: 'c.vipip.net' })
  ask()
  desk.accept({ name: 'b.vipip.net', shown })
  expect(desk.trustOf(b).state).toBe('first-use')
})

describe('rejecting and forgetting', () => {
  it('remembers the rejection of an offered key', () => {
    ask()
    expect(desk.reject({ name: 'b.vipip.net' })).toEqual({
      name: 'b.vipip.net',
      fingerprints: [shown],
    })
    expect(told).toEqual([`decided ${b} false`, 'key-rejected'])
    expect(desk.trustOf(b)).toEqual({ state: 'rejected', fingerprint: shown })
  })

  it('rejects what was trusted, and ends what was built on it', () => {
    ask()
    desk.accept({ name: 'b.vipip.net', shown })
    told.length = 0
    desk.reject({ name: 'b.vipip.net' })
    expect(told).toEqual([`forgotten ${b}`, 'key-rejected'])
    expect(desk.trustOf(b).state).toBe('rejected')
  })

  it('makes a stranger of a host, once', () => {
    ask()
    desk.accept({ name: 'b.vipip.net', shown })
    told.length = 0
    expect(desk.forget({ name: 'b.vipip.net' }).fingerprints).toEqual([shown])
    expect(told).toEqual(['key-forgotten', `forgotten ${b}`])
    expect(desk.trustOf(b).state).toBe('unknown')
    const again = faultOf(() => desk.forget({ name: 'b.vipip.net' }))
    expect(again).toEqual({ code: 'unknown-host', data: { name: 'b.vipip.net' } })
  })
})

it('tells of a known host that offers another key, until it proves the stored one', () => {
  ask()
  desk.accept({ name: 'b.vipip.net', shown })
  desk.noteChanged(b, new Uint8Array(32))
  expect(desk.trustOf(b)).toEqual({ state: 'changed', fingerprint: other })
  desk.noteProved(b)
  expect(desk.trustOf(b)).toEqual({ state: 'first-use', fingerprint: shown })
  desk.noteChanged(b, new Uint8Array(32))
  desk.forget({ name: 'b.vipip.net' })
  expect(desk.trustOf(b).state).toBe('unknown')
})

describe('another key than the stored one', () => {
  const fresh = new Uint8Array(randomBytes(32))
  beforeEach(() => {
    ask()
    desk.accept({ name: 'b.vipip.net', shown })
    desk.noteChanged(b, fresh)
  })

  it('is no other one when the host is rejected', () => {
    desk.reject({ name: 'b.vipip.net' })
    expect(desk.trustOf(b)).toEqual({ state: 'rejected', fingerprint: shown })
    expect([...desk.names()]).toEqual([b])
  })

  it('is no other one when somebody else has removed the stored one', () => {
    writeFileSync(path, '')
    expect(desk.trustOf(b)).toEqual({ state: 'unknown', fingerprint: null })
    expect([...desk.names()]).toEqual([])
    questions.offer({ name: b, key: fresh, endpoint: '192.0.2.2:10567', cause: 'we-called' })
    desk.accept({ name: 'b.vipip.net', shown: fingerprintOf(fresh) })
    expect(desk.trustOf(b).state).toBe('first-use')
  })

  it('is the stored one when somebody else has written it down', () => {
    writeFileSync(path, `b.vipip.net ${sshPublicKeyText(fresh)}\n`)
    expect(desk.trustOf(b)).toEqual({ state: 'file', fingerprint: fingerprintOf(fresh) })
  })

  it('is remembered while the store is faulty', () => {
    chmodSync(path, 0o666)
    expect(desk.trustOf(b).state).toBe('changed')
    expect([...desk.names()]).toEqual([b])
  })
})

it('names every host that there is a word about, once', () => {
  const name = (text: string) => `${text}.vipip.net.` as DnsName
  const text = sshPublicKeyText(key)
  const lines = [`c.vipip.net ${text}`, `@revoked r.vipip.net ${text}`, 'x.vipip.net ssh-rsa AAAA']
  writeFileSync(path, `${lines.join('\n')}\n*.hidden.vipip.net ${text}\n`, { mode: 0o600 })
  ask()
  for (const changed of ['c', 'p.hidden']) desk.noteChanged(name(changed), new Uint8Array(32))
  expect([...desk.names()].toSorted()).toEqual(['b', 'c', 'p.hidden', 'r'].map(name))
})

it('shows open questions with what a person compares', () => {
  ask()
  const [question] = desk.questionFacts()
  expect(question).toMatchObject({ name: 'b.vipip.net', fingerprint: shown, keyChanges: 0 })
  expect(question?.randomart.split('\n').length).toBe(11)
  expect(desk.trustOf(b).state).toBe('pending')
})
