import { beforeEach, expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { rcodes, types } from '../wire/dns-codes.ts'
import type { DnsRecord } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { Findings } from './findings.ts'
import { failureTtlSeconds } from './limits.ts'
import { questionBytes } from './own-question.ts'
import { read } from './test/ask-resolver.ts'
import { record, response, soa } from './test/fake-name-server.ts'

const b = 'b.vipip.net.' as DnsName
const clock = new FakeClock()
const ttlSeconds = 30
const records = new Map<number, DnsRecord[]>([
  [types.A, [record(b, 'A', { address: '192.0.2.2' }, ttlSeconds)]],
  [types.AAAA, [record(b, 'AAAA', { address: '2001:db8::2' }, ttlSeconds)]],
])
let rcode: number
let asked: number[]
let findings: Findings

beforeEach(() => {
  rcode = rcodes.noError
  asked = []
  findings = new Findings(
    clock,
    (name, type) => {
      asked.push(type)
      const answers = (rcode === rcodes.noError && name === b && records.get(type)) || []
      const authority = answers.length === 0 ? [soa('vipip.net.', ttlSeconds)] : []
      const query = questionBytes(name, type, true)
      return Promise.resolve(read(response(query, { answers, authority, rcode })))
    },
    { clock, magicPrefix: 'vip-', defaultPort: 10567 },
  )
})

test('whether a host is at an address is one question about its family, for as long as DNS allows', async () => {
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(true)
  expect(await findings.hasAddress(b, '192.0.2.3')).toBe(false)
  expect(asked).toEqual([types.A])
  expect(await findings.hasAddress(b, '2001:db8::2')).toBe(true)
  expect(asked).toEqual([types.A, types.AAAA])
  await clock.advanceAsync(ttlSeconds * 1000)
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(true)
  expect(asked).toHaveLength(3)
})

test('of a host that was found nothing is asked again', async () => {
  await findings.host(b)
  asked.length = 0
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(true)
  expect(asked).toEqual([])
})

test('in another network DNS may say something else', async () => {
  await findings.hasAddress(b, '192.0.2.2')
  findings.clear()
  await findings.hasAddress(b, '192.0.2.2')
  expect(asked).toHaveLength(2)
})

test('a host is nowhere for a while when DNS does not answer', async () => {
  rcode = rcodes.servFail
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(false)
  rcode = rcodes.noError
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(false)
  expect(asked).toHaveLength(1)
  await clock.advanceAsync(failureTtlSeconds * 1000)
  expect(await findings.hasAddress(b, '192.0.2.2')).toBe(true)
})
