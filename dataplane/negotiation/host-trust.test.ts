import { beforeEach, expect, it } from 'vitest'
import { fingerprintOf } from '../identity/fingerprint.ts'
import { KnownHosts } from '../identity/known-hosts.ts'
import type { KnownHostsFault, KnownHostsResult } from '../identity/known-hosts-file.ts'
import { maxUnaskedBytes } from '../identity/limits.ts'
import type { TrustPolicy } from '../identity/trust-policy.ts'
import { TrustQuestions } from '../identity/trust-questions.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { HostTrust } from './host-trust.ts'
import { namelessName } from './nameless.ts'
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

const validated: Discovery = {
  name: b,
  addresses: [],
  magic: { kind: 'present' },
  port: 1,
  dnssec: { kind: 'validated', keys: [key] },
}

let hosts: KnownHosts
let fault: KnownHostsFault | undefined
/** Though there is a fault. */
let isReadable: boolean
let policy: TrustPolicy
let decided: [DnsName, boolean][]
let questions: TrustQuestions
let trust: HostTrust

beforeEach(() => {
  hosts = KnownHosts.parse('')
  fault = undefined
  isReadable = false
  policy = 'accept-new'
  decided = []
  questions = new TrustQuestions(
    () => 0,
    () => {},
  )
  const result = (isFine: boolean): KnownHostsResult =>
    isFine || fault === undefined ? { ok: true, hosts } : { ok: false, path: '/x', fault }
  const store = {
    read: () => result(isReadable),
    change(change: (present: KnownHosts) => KnownHosts) {
      if (fault === undefined) hosts = change(hosts)
      return result(false)
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
  fault = { code: 'not-utf8' }
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
  fault = { code: 'not-utf8' }
  const answer = trust.answer(b, { kind: 'trust', shown: fingerprintOf(key) })
  expect(answer).toMatchObject({ kind: 'store-fault', path: '/x' })
  expect(decided).toEqual([])
})

it('a validated record replaces the stored key, and closes the question', () => {
  hosts = hosts.withTrusted(b, other, 'first-use', 0)
  policy = 'ask'
  expect(trust.remember({ ...offer, discovery: validated })).toEqual({ kind: 'accepted' })
  expect(trust.trustedKeys(b)).toEqual([key])
})

it('takes the keys of nameless hosts each time, and stores none', () => {
  const nameless: KeyOffer = { ...offer, name: namelessName(key) }
  for (let time = 0; time < 2; time += 1) {
    expect(trust.decide(nameless)).toEqual({ kind: 'accepted' })
    expect(trust.remember(nameless)).toEqual({ kind: 'accepted' })
  }
  expect(hosts.text).toBe('')
  // Nothing is stored that says so, but the name does.
  const impostor = { ...nameless, key: other }
  expect(trust.decide(impostor)).toEqual({ kind: 'refused', reason: 'key-changed' })
  expect(trust.remember(impostor)).toEqual({ kind: 'refused', reason: 'key-changed' })
})

it('a person can trust and reject nameless hosts for good', () => {
  policy = 'ask'
  for (const [at, kind] of (['trust', 'reject'] as const).entries()) {
    const nameless = new Uint8Array(32).fill(7 + at)
    const name = namelessName(nameless)
    expect(trust.decide({ ...offer, name, key: nameless })).toEqual({ kind: 'pending' })
    trust.answer(name, { kind, shown: fingerprintOf(nameless) })
    policy = 'accept-new'
    const verdict = trust.decide({ ...offer, name, key: nameless })
    expect(verdict.kind).toBe(kind === 'trust' ? 'accepted' : 'refused')
    policy = 'ask'
  }
})

it('half of the store is left to people: strangers are refused before it is full', () => {
  hosts = KnownHosts.parse(`${'#'.repeat(maxUnaskedBytes - 2)}\n`)
  // The last one.
  expect(trust.remember(offer)).toEqual({ kind: 'accepted' })
  const { text } = hosts
  const stranger = { ...offer, name: 'c.vipip.net.' as DnsName, key: other }
  const full = { kind: 'refused', reason: 'trust-store-full' }
  const proved = { ...validated, dnssec: { kind: 'validated', keys: [other] } } as const
  for (const each of [stranger, { ...stranger, discovery: proved }]) {
    expect(trust.decide(each)).toEqual(full)
    expect(trust.remember(each)).toEqual(full)
  }
  expect(hosts.text === text).toBe(true)
  // Whoever is known is as before, and so are hosts that need no line.
  expect(trust.decide(offer)).toEqual({ kind: 'accepted' })
  expect(trust.remember({ ...offer, discovery: validated })).toEqual({ kind: 'accepted' })
  expect(trust.remember({ ...offer, name: namelessName(key) })).toEqual({ kind: 'accepted' })
  policy = 'ask'
  expect(trust.decide(stranger)).toEqual({ kind: 'pending' })
  trust.answer(stranger.name, { kind: 'trust', shown: fingerprintOf(other) })
  expect(trust.trustedKeys(stranger.name)).toEqual([other])
})

it('says that the store is full where a line does not fit at all', () => {
  fault = { code: 'full' }
  isReadable = true
  expect(trust.remember(offer)).toEqual({ kind: 'refused', reason: 'trust-store-full' })
})
