import { beforeEach, expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Connection, Discovery, NameSource } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { warmWaiting } from './warm-waiting.ts'

const b = 'b.vipip.net.' as DnsName
const stranger = 'c.vipip.net.' as DnsName
const discoveryOf = (name: DnsName): Discovery => ({
  ...{ name, addresses: ['192.0.2.2'], magic: { kind: 'present' }, port: 1 },
})
const { signal } = new AbortController()

let clock: FakeClock
let rehearsed: string[]
let hasFailed: boolean
let source: NameSource
let answer: (connection: Connection) => void

beforeEach(() => {
  clock = new FakeClock()
  rehearsed = []
  hasFailed = false
  const connection = Promise.withResolvers<Connection>()
  answer = connection.resolve
  const rehearse = (what: string) => {
    rehearsed.push(`${what} at ${clock.nowMs()}`)
    return hasFailed ? Promise.reject(new Error('no loopback')) : Promise.resolve()
  }
  source = warmWaiting(
    clock,
    { question: () => rehearse('question'), negotiation: () => rehearse('negotiation') },
    {
      mapped: () => undefined,
      nameOf: () => undefined,
      own: () => undefined,
      isTrusted: (name) => name === b,
      prepare: () => {},
      connect: () => connection.promise,
    },
  )
})

test('rehearses what comes next while DNS and then the peer is waited for', async () => {
  source.prepare(b)
  await clock.advanceAsync(20)
  const connecting = source.connect(discoveryOf(b), signal)
  await clock.advanceAsync(7)
  answer({ kind: 'vip', vip: '240.0.0.2' })
  expect(await connecting).toEqual({ kind: 'vip', vip: '240.0.0.2' })
  await clock.advanceAsync(100)
  expect(rehearsed).toEqual([
    ...['question at 5', 'negotiation at 5', 'question at 15', 'negotiation at 15'],
    'negotiation at 25',
  ])
})

test('nothing where the answer is as quick as in a LAN', async () => {
  source.prepare(b)
  await clock.advanceAsync(4)
  const connecting = source.connect(discoveryOf(b), signal)
  await clock.advanceAsync(4)
  answer({ kind: 'vip', vip: '240.0.0.2' })
  await connecting
  await clock.advanceAsync(100)
  expect(rehearsed).toEqual([])
})

test('nothing for names that nobody trusts', async () => {
  source.prepare(stranger)
  await clock.advanceAsync(100)
  expect(rehearsed).toEqual([])
})

test('gives up where nobody answers, and begins anew with the next question', async () => {
  source.prepare(b)
  await clock.advanceAsync(1000)
  expect(rehearsed.length).toBe(20)
  expect(rehearsed.at(-1)).toBe('negotiation at 95')
  source.prepare(b)
  await clock.advanceAsync(5)
  expect(rehearsed.slice(20)).toEqual(['question at 1005', 'negotiation at 1005'])
})

test('gives up where it cannot rehearse', async () => {
  hasFailed = true
  source.prepare(b)
  await clock.advanceAsync(1000)
  expect(rehearsed).toEqual(['question at 5'])
})
