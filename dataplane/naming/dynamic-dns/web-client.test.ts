// What stands between a host and its provider: login pages, other people's certificates, silence.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { FakeClock } from '../../lib/fake-clock.ts'
import { DuckDns } from './duckdns.ts'
import { maxWebAnswerBytes, webRequestMs } from './limits.ts'
import { problemText, retryOf } from './problems.ts'
import { ProviderServer, magicPrefix, publishWith, recordsOf } from './test/web-server.ts'
import type { Answer } from './test/web-server.ts'
import { WebClient } from './web-client.ts'

const token = 'a7c4d0ad-114e-40ef-ba1d-d217904a50f2'
const own = recordsOf('a.duckdns.org')

let server: ProviderServer
beforeAll(async () => {
  server = await new ProviderServer('www.duckdns.org').start()
})
afterAll(() => server.stop())

async function problemOf(answer: Answer) {
  server.answer = () => answer
  const outcome = await publishWith(server.providerOf(new DuckDns(magicPrefix), token), own)
  if (outcome.kind !== 'failed') throw new Error(outcome.kind)
  expect(JSON.stringify([outcome.problem, problemText(outcome.problem)])).not.toContain(token)
  return outcome.problem
}

test.each<[string, Answer]>([
  ['a redirect', { status: 302, headers: { location: 'http://login.example/' } }],
  ['a page', { headers: { 'content-type': 'text/html; charset=utf-8' }, body: 'OK' }],
  ['a page that does not say so', { body: '\n<!DOCTYPE html><title>Welcome</title>' }],
  ['"network authentication required"', { status: 511, body: 'please log in' }],
])('%s is a login page, and nothing is published', async (_, answer) => {
  const problem = await problemOf(answer)
  expect(problem).toEqual({ code: 'captive-portal', server: 'www.duckdns.org' })
  expect(retryOf(problem).kind).toBe('backoff')
})

test('a provider that is broken is no login page', async () => {
  const headers = { 'content-type': 'text/html' }
  const problem = await problemOf({ status: 502, headers, body: '<html>' })
  expect(problem).toEqual({ code: 'broken', server: 'www.duckdns.org', status: 502 })
})

test('a provider that wants fewer requests is left alone for as long', async () => {
  const headers = { 'retry-after': '77' }
  const problem = await problemOf({ status: 429, headers, body: '{"detail":"throttled"}' })
  expect(retryOf(problem)).toEqual({ kind: 'after', delayMs: 77_000 })
})

test('a certificate that nobody trusts gets no token', async () => {
  const before = server.got.length
  const other = new ProviderServer('www.duckdns.org')
  const provider = server.providerOf(new DuckDns(magicPrefix), token, other.ca)
  expect(await publishWith(provider, own)).toMatchObject({ problem: { code: 'certificate' } })
  expect(server.got.length).toBe(before)
  await other.start()
  await other.stop()
})

test('more than anybody needs to say is not read', async () => {
  const body = 'x'.repeat(2 * maxWebAnswerBytes)
  const problem = await problemOf({ body, isEndless: true })
  expect(JSON.stringify(problem).length).toBeLessThan(400)
})

test('a name that nobody knows, and nobody who answers', async () => {
  const clock = new FakeClock()
  const what = { method: 'GET', path: '/', headers: {} } as const
  const { signal } = new AbortController()
  const lost = new WebClient({ clock, addressesOf: () => Promise.resolve([]) })
  expect(await lost.send('www.duckdns.org', what, signal)).toMatchObject({
    problem: { code: 'server-unknown' },
  })
  const never = new WebClient({ clock, addressesOf: () => new Promise(() => {}) })
  const sent = never.send('www.duckdns.org', what, signal)
  clock.advance(webRequestMs)
  expect(await sent).toMatchObject({ problem: { code: 'no-answer' } })
})
