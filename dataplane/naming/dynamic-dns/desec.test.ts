// Answers as https://desec.readthedocs.io/en/latest/dns/rrsets.html and .../dns/domains.html have them.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Desec } from './desec.ts'
import { retryOf } from './problems.ts'
import {
  ProviderServer,
  magicPrefix,
  publishWith,
  recordsOf,
  withdrawWith,
} from './test/web-server.ts'
import type { Answer, Got } from './test/web-server.ts'

const token = 'mu4W4MHuSc0HyrGD1h_dnKuZBond'
const own = recordsOf('a.some.dedyn.io', { port: 4500 })
const key = Buffer.alloc(32, 7).toString('base64')
const domain = {
  created: '2018-09-18T16:36:16.510368Z',
  keys: [],
  minimum_ttl: 60,
  name: 'some.dedyn.io',
  published: '2018-09-18T17:21:38.348112Z',
  touched: '2018-09-18T17:21:38.348112Z',
}

let server: ProviderServer
beforeAll(async () => {
  server = await new ProviderServer('desec.io').start()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.got.length = 0
})
const provider = () => server.providerOf(new Desec(magicPrefix, 1), token)
const json = { 'content-type': 'application/json' }
const serving = (answer: (got: Got) => Answer) => (got: Got) =>
  got.method === 'GET' ? { headers: json, body: [domain] } : { headers: json, ...answer(got) }

test('all sets go in one request, in the domain that holds the name, with its least TTL', async () => {
  server.answer = serving(() => ({ body: [] }))
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged' })
  const ttl = 60
  expect(server.got).toMatchObject([
    {
      method: 'GET',
      path: '/api/v1/domains/',
      query: { owns_qname: 'a.some.dedyn.io' },
      headers: { authorization: `Token ${token}` },
    },
    {
      method: 'PATCH',
      path: '/api/v1/domains/some.dedyn.io/rrsets/',
      body: [
        { subname: 'a', type: 'A', ttl, records: ['192.0.2.1', '192.0.2.2'] },
        { subname: 'a', type: 'AAAA', ttl, records: ['2001:db8::1'] },
        { subname: 'vip105067072021-a', type: 'A', ttl, records: ['240.1.2.3'] },
        { subname: '_vip._udp.a', type: 'SRV', ttl, records: ['0 0 4500 a.some.dedyn.io.'] },
        { subname: 'a', type: 'IPSECKEY', ttl, records: [`10 0 4 . ${key}`] },
      ],
    },
  ])
  await publishWith(web, own)
  expect(server.got.map(({ method }) => method)).toEqual(['GET', 'PATCH', 'PATCH'])
})

test('a type that it does not take is left out, if only the host key needs it', async () => {
  server.answer = serving(({ body }) => {
    const types = (body as { type: string }[]).map(({ type }) => type)
    if (!types.includes('IPSECKEY')) return { body: [] }
    const fault = { type: ['The IPSECKEY RR set type is currently unsupported.'] }
    return { status: 400, body: types.map((type) => (type === 'IPSECKEY' ? fault : {})) }
  })
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged' })
  expect(web.setsOf(own).map(({ type }) => type)).toEqual(['A', 'AAAA', 'A', 'SRV'])
})

test.each<[string, Answer, string, string]>([
  ['a wrong token', { status: 401, body: { detail: 'Invalid token.' } }, 'login', 'never'],
  [
    'a set that it refuses',
    { status: 400, body: [{ records: ['Record content malformed'] }, {}, {}, {}, {}] },
    'provider-refused',
    'never',
  ],
  [
    'too many requests',
    { status: 429, headers: { 'retry-after': '60' }, body: { detail: 'Request was throttled.' } },
    'too-often',
    'after',
  ],
])('%s', async (_, answer, code, retry) => {
  server.answer = serving(() => answer)
  const outcome = await publishWith(provider(), own)
  if (outcome.kind !== 'failed') throw new Error(outcome.kind)
  expect(outcome.problem.code).toBe(code)
  expect(retryOf(outcome.problem).kind).toBe(retry)
  expect(JSON.stringify(outcome)).not.toContain(token)
})

test('a name that is in no domain of the account', async () => {
  server.answer = () => ({ headers: json, body: [] })
  expect(await publishWith(provider(), own)).toMatchObject({
    problem: { code: 'host-missing', name: 'a.some.dedyn.io' },
  })
})

test('is withdrawn with empty sets', async () => {
  server.answer = serving(() => ({ body: [] }))
  expect(await withdrawWith(provider(), own)).toEqual({ kind: 'acknowledged' })
  const sets = server.got.at(-1)!.body as { records: string[] }[]
  expect(sets.map(({ records }) => records)).toEqual([[], [], [], [], []])
})
