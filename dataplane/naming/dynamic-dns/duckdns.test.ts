// Answers as https://www.duckdns.org/spec.jsp has them.
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { DuckDns } from './duckdns.ts'
import { setText } from './own-records.ts'
import {
  ProviderServer,
  magicPrefix,
  publishWith,
  recordsOf,
  withdrawWith,
} from './test/web-server.ts'

const token = 'a7c4d0ad-114e-40ef-ba1d-d217904a50f2'
const own = recordsOf('a.duckdns.org')
const magicDomain = 'vip105067072021-a'

let server: ProviderServer
beforeAll(async () => {
  server = await new ProviderServer('www.duckdns.org').start()
})
afterAll(() => server.stop())
beforeEach(() => {
  server.got.length = 0
})
const provider = () => server.providerOf(new DuckDns(magicPrefix), token)
/** What differs from request to request. */
const queries = () =>
  server.got.map(({ query }) =>
    Object.fromEntries(
      Object.entries(query).filter(([key]) => !['token', 'verbose'].includes(key)),
    ),
  )

test('both hosts are updated', async () => {
  server.answer = ({ query: { ip = '', ipv6 = '' } }) => ({ body: `OK\n${ip}\n${ipv6}\nUPDATED` })
  expect((await publishWith(provider(), own)).kind).toBe('acknowledged')
  expect(queries()).toEqual([
    { domains: 'a', ip: '192.0.2.1', ipv6: '2001:db8::1' },
    { domains: magicDomain, ip: '240.1.2.3' },
  ])
  expect(server.got[0]).toMatchObject({ path: '/update', query: { token, verbose: 'true' } })
})

test('an address that is gone is removed before the other is said', async () => {
  server.answer = () => ({ body: 'OK\n192.0.2.1\n\nUPDATED' })
  await publishWith(provider(), { ...own, addresses: ['192.0.2.1'], vip: undefined })
  expect(queries()).toEqual([
    { domains: 'a', clear: 'true' },
    { domains: 'a', ip: '192.0.2.1' },
  ])
})

test('"KO" of the own host: a wrong token or no such host', async () => {
  server.answer = () => ({ body: 'KO' })
  expect(await publishWith(provider(), own)).toMatchObject({
    kind: 'failed',
    problem: { code: 'provider-refused', name: 'a.duckdns.org' },
  })
  expect(server.got.length).toBe(1)
})

test('"KO" of the magic host is told as missing, after another address was tried', async () => {
  server.answer = ({ query }) => ({ body: query['domains'] === 'a' ? 'OK' : 'KO' })
  expect(await publishWith(provider(), own)).toMatchObject({
    kind: 'acknowledged',
    lack: { code: 'magic-missing', name: `${magicDomain}.duckdns.org` },
  })
  expect(queries().slice(1)).toEqual([
    { domains: magicDomain, ip: '240.1.2.3' },
    { domains: magicDomain, ip: '192.0.2.105' },
  ])
})

test('a VIP that is not taken becomes "speaks VIP, proposes nothing"', async () => {
  server.answer = ({ query: { ip = '' } }) => ({ body: ip.startsWith('240.') ? 'KO' : 'OK' })
  const web = provider()
  expect(await publishWith(web, own)).toEqual({ kind: 'acknowledged', lack: undefined })
  expect(setText(web.setsOf(own)[2]!).values).toEqual(['192.0.2.105'])
})

test('is withdrawn by clearing', async () => {
  server.answer = () => ({ body: 'OK' })
  expect(await withdrawWith(provider(), own)).toEqual({ kind: 'acknowledged' })
  expect(queries()).toEqual([
    { domains: 'a', clear: 'true' },
    { domains: magicDomain, clear: 'true' },
  ])
})
