import { afterEach, beforeEach, expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { rcodes, types } from '../wire/dns-codes.ts'
import { decodeMessage } from '../wire/dns-message.ts'
import type { DnsRecord } from '../wire/dns-message.ts'
import { nameKey } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxZones } from './limits.ts'
import { questionBytes } from './own-question.ts'
import { FakeNameServer, record, response, serving, soa } from './test/fake-name-server.ts'
import { ZoneServers } from './zone-servers.ts'

const b = 'b.vipip.net.' as DnsName
const missing = 'no-such.net.' as DnsName
const zone = [record('b.vipip.net.', 'A', { address: '192.0.2.9' })]

/** Of the top level: it knows of no host. */
let top: FakeNameServer
let own: FakeNameServer
let zones: ZoneServers
let upstream: Map<string, { answers?: DnsRecord[]; authority?: DnsRecord[]; rcode?: number }>
let asked: string[]

beforeEach(async () => {
  top = await serverAt('127.0.0.2', 0)
  own = await serverAt('127.0.0.3', top.endpoint.port)
  top.behave = (query, reply) => reply(response(query, { authority: [ns('vipip.net.', 'ns')] }))
  own.behave = serving('vipip.net.', zone)
  asked = []
  upstream = new Map([
    [`SOA ${missing}`, { rcode: rcodes.nxDomain, authority: [soa('net.')] }],
    ['NS net.', { answers: [ns('net.', 'top')] }],
    ['A top.', { answers: [record('top.', 'A', { address: '127.0.0.2' })] }],
    ['SOA b.vipip.net.', { authority: [soa('vipip.net.')] }],
    ['NS vipip.net.', { answers: [ns('vipip.net.', 'ns')] }],
    ['A ns.', { answers: [record('ns.', 'A', { address: '127.0.0.3' })] }],
  ])
  const none = () => {}
  zones = new ZoneServers({
    clock: systemClock,
    ask: (name, type) => Promise.resolve(upstreamSays(name, type)),
    settings: { clock: systemClock, magicPrefix: 'vip-', defaultPort: 10567 },
    events: { coalesced: none, repeated: none, forged: none, unanswered: none, overloaded: none },
    onAsk: none,
    port: top.endpoint.port,
  })
})
afterEach(async () => {
  await Promise.all([top.stop(), own.stop()])
})

test('a name that is not there leads no other to the servers above its zone', async () => {
  expect(await zones.hasAddress(missing, '198.51.100.1')).toBe(false)
  expect(await zones.hasAddress(b, '192.0.2.9')).toBe(true)
  expect((await zones.locate(b))?.addresses).toEqual(['192.0.2.9'])
  expect((await zones.discover(b))?.addresses).toEqual(['192.0.2.9'])
  expect((await zones.ask(b, types.A))?.answers).toHaveLength(1)
  // Once referred, nobody asks above again.
  expect(top.countOf('A b.vipip.net.')).toBe(1)
})

test('a zone that is known wins over one above it that is found later', async () => {
  await zones.prepare(b)
  await zones.hasAddress(missing, '198.51.100.1')
  asked.length = 0
  expect((await zones.locate(b))?.addresses).toEqual(['192.0.2.9'])
  expect(top.countOf('A b.vipip.net.')).toBe(0)
  expect(asked).toEqual([])
})

test('what is made ready is the own zone of a name', async () => {
  await zones.hasAddress(missing, '198.51.100.1')
  await zones.prepare(b)
  asked.length = 0
  top.asked.length = 0
  expect((await zones.locate(b))?.addresses).toEqual(['192.0.2.9'])
  expect([...asked, ...top.asked]).toEqual([])
})

test('whether a host is at an address is one question, each time anew', async () => {
  await zones.prepare(b)
  own.asked.length = 0
  expect(await zones.hasAddress(b, '192.0.2.9')).toBe(true)
  expect(await zones.hasAddress(b, '192.0.2.8')).toBe(false)
  expect(await zones.hasAddress(b, '2001:db8::9')).toBe(false)
  expect(own.asked).toEqual(['A b.vipip.net.', 'A b.vipip.net.', 'AAAA b.vipip.net.'])
})

test('names of strangers make none forgotten that is in use', async () => {
  await zones.prepare(b)
  for (let number = 0; number <= maxZones; number += 1) {
    const apex = `z${number}.net.`
    upstream.set(`SOA x.${apex}`, { authority: [soa(apex)] })
    upstream.set(`NS ${apex}`, { answers: [ns(apex, 'ns')] })
    await zones.hasAddress(`x.${apex}` as DnsName, '198.51.100.1')
  }
  asked.length = 0
  expect((await zones.locate(b))?.addresses).toEqual(['192.0.2.9'])
  expect(asked).toEqual([])
})

test('where the found servers are the same they are not asked again', async () => {
  own.behave = (query, reply) => reply(response(query, { rcode: rcodes.refused }))
  expect(await zones.hasAddress(b, '192.0.2.9')).toBe(false)
  expect(own.countOf('A b.vipip.net.')).toBe(1)
})

test('a zone that has moved to other servers is found', async () => {
  upstream.set('A ns.', { answers: [record('ns.', 'A', { address: '127.0.0.2' })] })
  top.behave = (query, reply) => reply(response(query, { rcode: rcodes.refused }))
  await zones.prepare(b)
  expect((await zones.locate(b))?.addresses).toBe(undefined)
  upstream.set('A ns.', { answers: [record('ns.', 'A', { address: '127.0.0.3' })] })
  expect((await zones.locate(b))?.addresses).toEqual(['192.0.2.9'])
})

function serverAt(address: string, port: number): Promise<FakeNameServer> {
  const server = new FakeNameServer()
  server.endpoint = { address, port }
  return server.start()
}

function ns(of: string, host: string): DnsRecord {
  return record(of, 'NS', { host: `${host}.` as DnsName })
}

function upstreamSays(name: DnsName, type: number) {
  const typeText = Object.entries(types).find(([, number]) => number === type)?.[0] ?? ''
  const question = `${typeText} ${nameKey(name)}`
  asked.push(question)
  const known = upstream.get(question) ?? {}
  const decoded = decodeMessage(response(questionBytes(name, type, true), known))
  return decoded.ok ? decoded.message : undefined
}
