// Answers as https://developers.cloudflare.com/api/resources/dns/subresources/records/ has them.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Cloudflare } from './cloudflare.ts'
import { setText } from './own-records.ts'
import { retryOf } from './problems.ts'
import {
  ProviderServer,
  magicPrefix,
  publishWith,
  recordsOf,
  withdrawWith,
} from './test/web-server.ts'
import type { Answer, Got } from './test/web-server.ts'

const token = 'Sn3lZJTBX6kkg7OdcBUAxOO963GEIyGQqnFTOFYY'
const zoneId = '023e105f4ecef8ad9ca31a8372d0c353'
const own = recordsOf('a.example.org', { port: 4500 })
const magicHost = 'vip105067072021-a.example.org'
const folder = `/client/v4/zones/${zoneId}/dns_records`

interface Posted {
  type: string
  name: string
  content?: string
  data?: { priority: number; weight: number; port: number; target: string }
}
interface Batch {
  deletes: { id: string }[]
  posts: Posted[]
}

let server: ProviderServer
beforeAll(async () => {
  server = await new ProviderServer('api.cloudflare.com').start()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.got.length = 0
})
const provider = () => server.providerOf(new Cloudflare('example.org', magicPrefix, 1), token)

const wellDone = (result: unknown): Answer => ({
  headers: { 'content-type': 'application/json' },
  body: { success: true, errors: [], messages: [], result },
})
const refused = (code: number, message: string, status = 400): Answer => ({
  status,
  body: { success: false, errors: [{ code, message }], messages: [], result: null },
})

/** A zone with these records, by number; `refuse` may stand against a batch. */
function zone(
  records: Map<string, Posted>,
  refuse: (batch: Batch) => Answer | undefined = () => undefined,
) {
  let next = records.size
  return ({ path, query, body }: Got): Answer => {
    if (path === '/client/v4/zones') return wellDone([{ id: zoneId, name: query['name'] }])
    if (path === folder) {
      const found = [...records].filter(
        ([, { name, type }]) => name === query['name'] && type === query['type'],
      )
      return wellDone(
        found.map(([id, { data, content, ...others }]) => ({
          ...{ id, ...others, proxied: false, ttl: 60 },
          content: data ? `${data.weight}\t${data.port}\t${data.target}` : content,
        })),
      )
    }
    const batch = body as Batch
    const refusal = refuse(batch)
    if (refusal !== undefined) return refusal
    for (const { id } of batch.deletes) records.delete(id)
    for (const post of batch.posts) records.set(String(++next), post)
    return wellDone(batch)
  }
}

test('what is missing is made and what is old removed, in one batch', async () => {
  const records = new Map<string, Posted>([
    ['1', { type: 'A', name: 'a.example.org', content: '198.51.100.1' }],
    ['2', { type: 'A', name: 'a.example.org', content: '192.0.2.2' }],
    ['3', { type: 'A', name: 'other.example.org', content: '198.51.100.1' }],
  ])
  server.answer = zone(records)
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged' })
  const { body, path, headers } = server.got.at(-1)!
  expect([path, headers.authorization]).toEqual([`${folder}/batch`, `Bearer ${token}`])
  const ttl = 60
  const plain = { ttl, proxied: false }
  expect(body).toEqual({
    deletes: [{ id: '1' }],
    posts: [
      { type: 'A', name: 'a.example.org', content: '192.0.2.1', ...plain },
      { type: 'AAAA', name: 'a.example.org', content: '2001:db8::1', ...plain },
      { type: 'A', name: magicHost, content: '240.1.2.3', ...plain },
      {
        ...{ type: 'SRV', name: '_vip._udp.a.example.org', ttl },
        data: { priority: 0, weight: 0, port: 4500, target: 'a.example.org' },
      },
    ],
  })
  const asked = server.got.length
  await publishWith(web, own)
  expect(server.got.slice(asked).map(({ method }) => method)).toEqual(['GET', 'GET', 'GET', 'GET'])
})

test('a VIP that it does not take becomes "speaks VIP, proposes nothing"', async () => {
  server.answer = zone(new Map(), ({ posts }) =>
    posts.some(({ content }) => content?.startsWith('240.'))
      ? refused(9005, 'Content for A record must be a valid IPv4 address.')
      : undefined,
  )
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged' })
  expect(setText(web.setsOf(own)[2]!).values).toEqual(['192.0.2.105'])
})

test.each<[string, Answer, string]>([
  ['a wrong token', refused(10000, 'Authentication error', 403), 'login'],
  ['anything else', refused(81044, 'Record does not exist.'), 'provider-refused'],
])('%s is told in its words', async (_, answer, code) => {
  server.answer = zone(new Map(), () => answer)
  const outcome = await publishWith(provider(), own)
  if (outcome.kind !== 'failed') throw new Error(outcome.kind)
  expect(outcome.problem.code).toBe(code)
  expect(retryOf(outcome.problem).kind).toBe('never')
  expect(JSON.stringify(outcome)).not.toContain(token)
})

test('a zone that is not in the account', async () => {
  server.answer = () => wellDone([])
  expect(await publishWith(provider(), own)).toMatchObject({
    problem: { code: 'host-missing', name: 'example.org' },
  })
})

test('is withdrawn, and records of others stay', async () => {
  const records = new Map<string, Posted>([
    ['1', { type: 'A', name: 'other.example.org', content: '198.51.100.1' }],
  ])
  server.answer = zone(records)
  const web = provider()
  await publishWith(web, own)
  expect(await withdrawWith(web, own)).toEqual({ kind: 'acknowledged' })
  expect([...records.keys()]).toEqual(['1'])
})
