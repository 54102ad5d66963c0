import { beforeEach, expect, it } from 'vitest'
import { fingerprintOf } from '../identity/fingerprint.ts'
import { KnownHosts } from '../identity/known-hosts.ts'
import type { KnownHostsResult } from '../identity/known-hosts-file.ts'
import type { TrustPolicy } from '../identity/trust-policy.ts'
import { TrustQuestions } from '../identity/trust-questions.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { HostTrust } from './host-trust.ts'
import type { Discovery, KeyOffer } from './ports.ts'

const b = 'b.vipip.net.' as DnsName
const key = new Uint8Array(32).fill(1)
const other = new Uint8Array(32).fill(2)
const offer: KeyOffer = {
  name: b,
  key,
  endpoint: '192.0.2.2:10567',
  cause: 'we-called',
  discovery: undefined,
}

let hosts: KnownHosts
let fault: boolean
let policy: TrustPolicy
let decided: [DnsName, boolean][]
let questions: TrustQuestions
let trust: HostTrust

beforeEach(() => {
  hosts = KnownHosts.parse('')
  fault = false
  policy = 'accept-new'
  decided = []
  questions = new TrustQuestions(
    () => 0,
    () => {},
  )
  const result = (): KnownHostsResult =>
    fault ? { ok: false, path: '/x', fault: { code: 'not-utf8' } } : { ok: true, hosts }
  const store = {
    read: result,
    change(change: (present: KnownHosts) => KnownHosts) {
      if (!fault) hosts = change(hosts)
      return result()
    },
  }
  const onDecided = (name: DnsName, isTrusted: boolean) => decided.push([name, isTrusted])
  trust = new HostTrust({ store, policy: () => policy, questions, wallMs: () => 0, onDecided })
})

it('decides without writing, and writes when told that the peer has proved itself', () => {
  expect(trust.decide(offer)).toEqual({ kind: 'accepted' })
  expect(hosts.text).toBe('')
  expect(trust.remember(offer)).toEqual({ kind: 'accepted' })
  expect(trust.trustedKeys(b)).toEqual([key])
  const { text } = hosts
  trust.remember(offer)
  expect(hosts.text).toBe(text)
  expect(trust.remember({ ...offer, key: other })).toEqual({
    kind: 'refused',
    reason: 'key-changed',
  })
  expect(hosts.text).toBe(text)
})

it('while the store is faulty nobody is connected', () => {
  trust.remember(offer)
  fault = true
  expect(trust.trustedKeys(b)).toBeUndefined()
  expect(trust.decide(offer)).toEqual({ kind: 'refused', reason: 'trust-store-fault' })
  expect(trust.remember(offer)).toEqual({ kind: 'refused', reason: 'trust-store-fault' })
})

it('asks a person once, stores the answer and tells of it', () => {
  policy = 'ask'
  expect(trust.decide(offer)).toEqual({ kind: 'pending' })
  expect(trust.remember(offer)).toEqual({ kind: 'pending' })
  expect(questions.open.length).toBe(1)
  expect(hosts.text).toBe('')
  const shown = fingerprintOf(key)
  expect(trust.answer(b, { kind: 'trust', shown: fingerprintOf(other) }).kind).toBe('refused')
  expect(decided).toEqual([])
  expect(trust.answer(b, { kind: 'trust', shown }).kind).toBe('trusted')
  expect(decided).toEqual([[b, true]])
  expect(trust.decide(offer)).toEqual({ kind: 'accepted' })
})

it('remembers a rejection', () => {
  policy = 'ask'
  trust.decide(offer)
  expect(trust.answer(b, { kind: 'reject', shown: fingerprintOf(key) }).kind).toBe('rejected')
  expect(trust.isRejected(b)).toBe(true)
  expect(decided).toEqual([[b, false]])
  expect(trust.decide(offer)).toEqual({ kind: 'refused', reason: 'rejected' })
})

it('says so where an answer cannot be stored', () => {
  policy = 'ask'
  trust.decide(offer)
  fault = true
  const answer = trust.answer(b, { kind: 'trust', shown: fingerprintOf(key) })
  expect(answer).toMatchObject({ kind: 'store-fault', path: '/x' })
  expect(decided).toEqual([])
})

it('a validated record replaces the stored key, and closes the question', () => {
  hosts = hosts.withTrusted(b, other, 'first-use', 0)
  policy = 'ask'
  const discovery: Discovery = {
    name: b,
    addresses: [],
    magic: { kind: 'present' },
    port: 1,
    dnssec: { kind: 'validated', keys: [key] },
  }
  expect(trust.remember({ ...offer, discovery })).toEqual({ kind: 'accepted' })
  expect(trust.trustedKeys(b)).toEqual([key])
})
