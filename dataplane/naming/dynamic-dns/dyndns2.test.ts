// Answers as https://help.dyn.com/return-codes/ and https://www.noip.com/integrate/response list them.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { Dyndns2 } from './dyndns2.ts'
import { setText } from './own-records.ts'
import { problemText, retryOf } from './problems.ts'
import {
  ProviderServer,
  magicPrefix,
  publishWith,
  recordsOf,
  withdrawWith,
} from './test/web-server.ts'
import type { Got } from './test/web-server.ts'

const host = 'dynupdate.no-ip.com'
const secret = 'someone@example.org:a word'
const own = recordsOf('a.ddns.example')
const magicHost = 'vip105067072021-a.ddns.example'

let server: ProviderServer
beforeAll(async () => {
  server = await new ProviderServer(host).start()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.got.length = 0
})

const provider = () => server.providerOf(new Dyndns2(`${host}:443`, magicPrefix), secret)
const saying = (codes: Record<string, string>) => (got: Got) => {
  const { hostname = '', myip = '' } = got.query
  return { body: codes[hostname] ?? `good ${myip}\r\n` }
}

test('both hosts are updated, each by a request of its own', async () => {
  server.answer = saying({})
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged', lack: undefined })
  expect(server.got.map(({ method, path, query }) => ({ method, path, query }))).toEqual([
    {
      method: 'GET',
      path: '/nic/update',
      query: { hostname: 'a.ddns.example', myip: '192.0.2.1,2001:db8::1' },
    },
    { method: 'GET', path: '/nic/update', query: { hostname: magicHost, myip: '240.1.2.3' } },
  ])
  const { authorization, 'user-agent': agent } = server.got[0]!.headers
  expect(authorization).toBe(`Basic ${Buffer.from(secret).toString('base64')}`)
  expect(agent).toMatch(/^VIP vip\//)
  expect(web.setsOf(own).map(setText)).toEqual([
    { name: 'a.ddns.example', type: 'A', values: ['192.0.2.1'] },
    { name: 'a.ddns.example', type: 'AAAA', values: ['2001:db8::1'] },
    { name: `VIP105067072021-a.ddns.example`, type: 'A', values: ['240.1.2.3'] },
  ])
})

test('"nochg" is as good', async () => {
  server.answer = saying({ 'a.ddns.example': 'nochg 192.0.2.1' })
  expect((await publishWith(provider(), own)).kind).toBe('acknowledged')
})

test.each([
  ['badauth', 'login', 'never'],
  ['nohost', 'host-missing', 'never'],
  ['notfqdn', 'provider-refused', 'never'],
  ['numhost', 'provider-refused', 'never'],
  ['!donator', 'provider-refused', 'never'],
  ['abuse', 'abuse', 'never'],
  ['badagent', 'agent', 'never'],
  ['good 127.0.0.1', 'agent', 'never'],
  ['dnserr', 'out-of-order', 'after'],
  ['911', 'out-of-order', 'after'],
  ['something new', 'provider-refused', 'never'],
])('%s of the own host', async (answer, code, retry) => {
  server.answer = saying({ 'a.ddns.example': answer })
  const outcome = await publishWith(provider(), own)
  if (outcome.kind !== 'failed') throw new Error(outcome.kind)
  expect(outcome.problem.code).toBe(code)
  expect(retryOf(outcome.problem).kind).toBe(retry)
  expect(JSON.stringify(problemText(outcome.problem))).not.toContain('a word')
  expect(server.got.length).toBe(1)
})

test('a magic host that nobody made is told once, and not asked for again', async () => {
  server.answer = saying({ [magicHost]: 'nohost' })
  const web = provider()
  const lack = { code: 'magic-missing', server: host, name: magicHost }
  expect(await publishWith(web, own)).toMatchObject({ kind: 'acknowledged', lack })
  expect(await publishWith(web, own)).toMatchObject({ kind: 'acknowledged', lack })
  expect(server.got.map(({ query }) => query['hostname'])).toEqual([
    ...['a.ddns.example', magicHost],
    'a.ddns.example',
  ])
  expect(web.setsOf(own).length).toBe(2)
})

test.each([
  ['refused', 'notfqdn'],
  ['replaced by the address of who asks', 'good 192.0.2.1'],
])('a VIP that is %s becomes "speaks VIP, proposes nothing"', async (_, answer) => {
  server.answer = ({ query: { hostname, myip = '' } }) => ({
    body: hostname === magicHost && myip.startsWith('240.') ? answer : `good ${myip}`,
  })
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged', lack: undefined })
  expect(server.got.at(-1)!.query).toEqual({ hostname: magicHost, myip: '192.0.2.105' })
  expect(setText(web.setsOf(own)[2]!).values).toEqual(['192.0.2.105'])
})

test('another port has no record there, which is told', async () => {
  server.answer = saying({})
  const outcome = await publishWith(provider(), { ...own, port: 4500 })
  expect(outcome).toMatchObject({ kind: 'acknowledged', lack: { code: 'port-untold', port: 4500 } })
})

test('is withdrawn where the account has "offline"', async () => {
  server.answer = () => ({ body: 'good' })
  expect(await withdrawWith(provider(), own)).toEqual({ kind: 'acknowledged' })
  expect(server.got.map(({ query }) => query)).toEqual([
    { hostname: 'a.ddns.example', offline: 'YES' },
    { hostname: magicHost, offline: 'YES' },
  ])
  server.answer = () => ({ body: '!donator' })
  expect(await withdrawWith(provider(), own)).toMatchObject({ kind: 'failed' })
})
