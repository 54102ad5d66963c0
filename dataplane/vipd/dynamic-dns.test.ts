// What of this host goes to DNS when, seen by a name server that takes everything.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { parseConfiguration } from '../configuration/parse-configuration.ts'
import type { Configuration } from '../contract/configuration.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { makeLog } from '../lib/log.ts'
import { FakeNameServer } from '../naming/test/fake-name-server.ts'
import { classes, opcodes } from '../wire/dns-codes.ts'
import { decodeMessage } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { rdataToText } from '../wire/dns-rdata.ts'
import { OwnDns } from './dynamic-dns.ts'

const lan1 = [{ address: '198.51.100.10' }]
const lan2 = [{ address: '203.0.113.10' }]

let folder: string
let server: FakeNameServer
/** Of each update the values that it adds, but for the key. */
let updates: string[][]
let vip: string | undefined
let own: OwnDns
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vip-own-dns-'))
  const secret = Buffer.alloc(32, 1).toString('base64')
  const key = `key "lab" { algorithm hmac-sha256; secret "${secret}"; };\n`
  writeFileSync(join(folder, 'key'), key, { mode: 0o600 })
  updates = []
  vip = '240.1.2.3'
  server = await new FakeNameServer((bytes) => {
    const decoded = decodeMessage(bytes)
    if (!decoded.ok || decoded.message.header.opcode !== opcodes.update) return
    const added = decoded.message.authority.filter((record) => record.class === classes.in)
    updates.push(added.map(({ type, rdata }) => rdataToText(type, rdata)).filter(isNoKey))
  }).start()
  const options = {
    clock: new FakeClock(),
    log: makeLog({ level: 'error', form: 'json', write: () => {} }),
    ownName: 'a.vipip.net.' as DnsName,
    hostKey: new Uint8Array(32),
    ownVip: () => vip,
    discover: () => Promise.resolve(undefined),
    askAuthoritative: () => Promise.resolve(undefined),
    onPhase: () => {},
    onStatus: () => {},
  }
  own = new OwnDns(options, configured())
})
afterEach(async () => {
  own.stop()
  await server.stop()
  rmSync(folder, { recursive: true })
})

function isNoKey(text: string): boolean {
  return !text.startsWith('10 0 4 ')
}

function configured(others = '', ttl = 1): Configuration {
  const text = `name = "a.vipip.net"
[ddns]
provider = "rfc2136"
server = "${formatEndpoint(server.endpoint)}"
zone = "vipip.net"
key-file = "${join(folder, 'key')}"
ttl = ${ttl}
${others}`
  const parsed = parseConfiguration(text, 'vip.toml')
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.configuration
}

const untilUpdates = (count: number) => vi.waitFor(() => expect(updates.length).toBe(count))

test('each change of address is published, and the VIP with it', async () => {
  own.start()
  own.addressesChanged(lan1)
  await untilUpdates(1)
  own.addressesChanged([])
  own.addressesChanged(lan2)
  await untilUpdates(2)
  expect(updates).toEqual([
    ['198.51.100.10', '240.1.2.3'],
    ['203.0.113.10', '240.1.2.3'],
  ])
  expect(own.report).toMatchObject({
    ...{ provider: 'rfc2136', state: 'updating', lastUpdate: null, problem: null },
    records: [
      { name: 'a.vipip.net', type: 'A', values: ['203.0.113.10'] },
      { name: 'VIP105067072021-a.vipip.net', type: 'A', values: ['240.1.2.3'] },
      { name: 'a.vipip.net', type: 'IPSECKEY' },
    ],
  })
})

test('while mobility is off this host does not speak VIP', async () => {
  own.start()
  own.addressesChanged(lan1)
  await untilUpdates(1)
  vip = undefined
  own.switched()
  await untilUpdates(2)
  expect(updates[1]).toEqual(['198.51.100.10'])
})

test('another configuration is published if it says something else of DNS', async () => {
  own.start()
  own.addressesChanged(lan1)
  await untilUpdates(1)
  own.use(configured('[trust]\npolicy = "accept-new"'))
  own.use(configured('[network]\nport = 4500'))
  await untilUpdates(2)
  expect(updates[1]).toContain('0 0 4500 a.vipip.net.')
  own.use(configured('', 7))
  await untilUpdates(3)
})

test('without a provider nothing is published, and nothing can be forced', async () => {
  own.use({ ...configured(), ddns: { provider: 'none' } })
  own.addressesChanged(lan1)
  expect(own.status).toEqual({ provider: 'none', state: 'off', lastUpdate: null, problem: null })
  const forced = own.act('force', new AbortController().signal)
  await expect(forced).rejects.toThrow('act-failed')
  expect(updates).toEqual([])
})
