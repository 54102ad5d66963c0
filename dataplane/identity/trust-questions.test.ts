import { beforeEach, describe, expect, test } from 'vitest'
import type { DnsName } from '../wire/dns-name.ts'
import { fingerprintOf } from './fingerprint.ts'
import { maxOpenQuestions } from './limits.ts'
import { TrustQuestions } from './trust-questions.ts'
import type { TrustOffer } from './trust-questions.ts'

const name = (text: string) => text as DnsName
const b = name('b.vipip.net.')
const key = new Uint8Array(32).fill(1)
const otherKey = new Uint8Array(32).fill(2)
const shown = fingerprintOf(key)
const offer: TrustOffer = { name: b, key, endpoint: '198.51.100.1:10567', cause: 'we-called' }
const never = new AbortController().signal

let nowMs: number
let changes: number
let asked: DnsName[]
let questions: TrustQuestions
beforeEach(() => {
  nowMs = 1000
  changes = 0
  asked = []
  questions = new TrustQuestions(
    () => nowMs,
    (question) => {
      changes += 1
      if (question !== undefined) asked.push(question.name)
    },
  )
})

describe('a question', () => {
  test('is opened once, with what a person needs to see', () => {
    expect(questions.offer(offer)).toMatchObject({ kind: 'opened' })
    nowMs = 2000
    expect(questions.offer({ ...offer, name: name('B.VIPIP.net.') })).toMatchObject({
      kind: 'still-open',
    })
    expect(questions.open).toEqual([
      { ...offer, fingerprint: shown, openedAtMs: 1000, keyChanges: 0 },
    ])
    expect(changes).toBe(1)
  })

  test('is found by its name, in any case', () => {
    questions.offer(offer)
    expect(questions.of(name('B.VIPIP.net.'))?.fingerprint).toBe(shown)
    expect(questions.of(name('c.vipip.net.'))).toBeUndefined()
  })

  test('is news when it is opened or about another key, and not when others are closed', () => {
    const c = name('c.vipip.net.')
    questions.offer(offer)
    questions.offer({ ...offer, name: c })
    questions.withdraw(c)
    expect(asked).toEqual([b, c])
    questions.offer(offer)
    expect(asked).toHaveLength(2)
    questions.offer({ ...offer, key: otherKey })
    expect(asked).toEqual([b, c, b])
  })

  test('is trusted by the fingerprint that was shown', () => {
    questions.offer(offer)
    expect(questions.answer(b, { kind: 'trust', shown })).toMatchObject({
      kind: 'trusted',
      proof: 'first-use',
      question: { key },
    })
    expect(questions.open).toEqual([])
    expect(changes).toBe(2)
  })

  test('is verified where the pasted fingerprint is the same, else it stays', () => {
    questions.offer(offer)
    const pasted = fingerprintOf(otherKey)
    expect(questions.answer(b, { kind: 'trust', shown, pasted })).toEqual({
      kind: 'refused',
      reason: 'pasted-differs',
    })
    expect(questions.open.length).toBe(1)
    expect(questions.answer(b, { kind: 'trust', shown, pasted: shown })).toMatchObject({
      kind: 'trusted',
      proof: 'verified',
    })
  })

  test('is rejected, with the key to remember', () => {
    questions.offer(offer)
    expect(questions.answer(b, { kind: 'reject', shown })).toMatchObject({
      kind: 'rejected',
      question: { key },
    })
    expect(questions.open).toEqual([])
  })

  test('whose key changed takes no answer for the old one', () => {
    questions.offer(offer)
    nowMs = 5000
    expect(questions.offer({ ...offer, key: otherKey })).toMatchObject({
      kind: 'key-changed',
      before: shown,
    })
    for (const kind of ['trust', 'reject'] as const) {
      expect(questions.answer(b, { kind, shown })).toEqual({
        kind: 'refused',
        reason: 'key-changed',
      })
    }
    const fingerprint = fingerprintOf(otherKey)
    expect(questions.open).toMatchObject([{ fingerprint, openedAtMs: 1000, keyChanges: 1 }])
    questions.offer(offer)
    expect(questions.open).toMatchObject([{ fingerprint: shown, keyChanges: 2 }])
  })

  test('that nobody asked, or that is answered, takes no answer', () => {
    const refused = { kind: 'refused', reason: 'no-question' }
    expect(questions.answer(b, { kind: 'trust', shown })).toEqual(refused)
    questions.offer(offer)
    questions.answer(b, { kind: 'trust', shown })
    expect(questions.answer(b, { kind: 'trust', shown })).toEqual(refused)
  })
})

test('one more than a person can be asked is refused; one answered makes room', () => {
  for (let at = 0; at < maxOpenQuestions; at++) {
    expect(questions.offer({ ...offer, name: name(`h${at}.net.`) }).kind).toBe('opened')
  }
  expect(questions.offer(offer)).toEqual({ kind: 'refused', reason: 'too-many-questions' })
  expect(questions.offer({ ...offer, name: name('h3.net.') }).kind).toBe('still-open')
  expect(questions.offer({ ...offer, name: name('h3.net.'), key: otherKey }).kind).toBe(
    'key-changed',
  )
  expect(questions.open.length).toBe(64)
  questions.withdraw(name('h0.net.'))
  expect(questions.offer(offer).kind).toBe('opened')
  expect(questions.open.at(-1)?.name).toBe(b)
})

describe('whoever waits', () => {
  test('hears the answer, all at once', async () => {
    questions.offer(offer)
    const waiting = [questions.outcome(b, never), questions.outcome(b, never)]
    questions.answer(b, { kind: 'trust', shown })
    expect(await Promise.all(waiting)).toEqual(['trusted', 'trusted'])
  })

  test('hears of a rejection, a changed key, a withdrawal', async () => {
    questions.offer(offer)
    const first = questions.outcome(b, never)
    questions.offer({ ...offer, key: otherKey })
    const second = questions.outcome(b, never)
    questions.answer(b, { kind: 'reject', shown: fingerprintOf(otherKey) })
    questions.offer(offer)
    const third = questions.outcome(b, never)
    expect(questions.withdraw(b)).toBe(true)
    expect(questions.withdraw(b)).toBe(false)
    expect(await Promise.all([first, second, third])).toEqual([
      'key-changed',
      'rejected',
      'withdrawn',
    ])
  })

  test('may stop, as the resolver after 9 s, and the question stays', async () => {
    questions.offer(offer)
    const patience = new AbortController()
    const impatient = questions.outcome(b, patience.signal)
    const patient = questions.outcome(b, never)
    patience.abort()
    expect(await impatient).toBe('stopped-waiting')
    expect(questions.open.length).toBe(1)
    expect(await questions.outcome(b, patience.signal)).toBe('stopped-waiting')
    expect(questions.answer(b, { kind: 'trust', shown }).kind).toBe('trusted')
    expect(await patient).toBe('trusted')
  })

  test('for no question hears so', async () => {
    expect(await questions.outcome(b, never)).toBe('no-question')
  })
})
