// What the cards of keys offer: a changed key cannot be trusted from its card, a new one has its three answers.
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, it } from 'vitest'
import {
  changedKeyDesk,
  sampleFingerprint,
  samplePeer,
  sampleQuestion,
} from '../test/sample-desk.ts'
import { trustText } from '../text/trust-text.ts'
import { ChangedKeyCard } from './ChangedKeyCard.tsx'
import { QuestionCard } from './QuestionCard.tsx'
import { keyChecks } from './key-checks.ts'

function buttonsOf(markup: string): string[] {
  return [...markup.matchAll(/<button[^>]*>(.*?)<\/button>/gs)]
    .map(([, inside]) => (inside ?? '').replace(/<[^>]*>/g, ''))
    .filter((word) => word !== '')
}

const leave = () => undefined

it('a new key has Not now, Reject and Trust, in this order', () => {
  const question = sampleQuestion('home.example.org', 7)
  const markup = renderToStaticMarkup(<QuestionCard question={question} onNotNow={leave} />)
  expect(buttonsOf(markup)).toEqual([trustText.notNow, trustText.reject, trustText.trust])
  for (const shown of [question.name, question.endpoint, trustText.dnssec.none])
    expect(markup).toContain(shown)
  expect(markup).toContain('+--[ED25519 256]--+')
})

it('a changed key has no button that trusts it', () => {
  const trust = { state: 'changed' as const, fingerprint: sampleFingerprint(77) }
  const peer = samplePeer('nas.vipip.net', 2, { trust })
  const markup = renderToStaticMarkup(<ChangedKeyCard peer={peer} onNotNow={leave} />)
  expect(buttonsOf(markup)).toEqual([trustText.notNow, trustText.removeOld])
})

it('changed keys stand before new ones, and each key is a question of its own', () => {
  const questions = [1, 2].map((seed) => sampleQuestion('home.example.org', seed))
  const changed = changedKeyDesk().facts.flatMap((fact) =>
    fact.collection === 'peers' && fact.value?.trust.state === 'changed' ? [fact.value] : [],
  )
  const checks = keyChecks(questions, changed)
  expect(checks.map(({ is }) => is)).toEqual(['changed', 'new', 'new'])
  expect(new Set(checks.map(({ id }) => id)).size).toBe(3)
})
