import { beforeEach, expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Connection, Discovery, NameSource } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { warmWaiting } from './warm-waiting.ts'

const b = 'b.vipip.net.' as DnsName
const stranger = 'c.vipip.net.' as DnsName
const discovery: Discovery = {
  name: b,
  addresses: ['192.0.2.2'],
  magic: { kind: 'present' },
  port: 1,
}
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

/** With b, by the time that DNS takes and then the peer. @returns what came of it */
async function contact(dnsMs: number, peerMs: number): Promise<Connection> {
  source.prepare(b)
  await clock.advanceAsync(dnsMs)
  const connecting = source.connect(discovery, signal)
  await clock.advanceAsync(peerMs)
  answer({ kind: 'vip', vip: '240.0.0.2' })
  const connection = await connecting
  await clock.advanceAsync(100)
  return connection
}

test('rehearses what comes next while DNS and then the peer is waited for', async () => {
  expect(await contact(20, 7)).toEqual({ kind: 'vip', vip: '240.0.0.2' })
  expect(rehearsed).toEqual([
    ...['question at 5', 'negotiation at 5', 'question at 15', 'negotiation at 15'],
    'negotiation at 25',
  ])
})

test('nothing where the answer is as quick as in a LAN', async () => {
  await contact(4, 4)
  expect(rehearsed).toEqual([])
})

test('nothing for names that nobody trusts', async () => {
  source.prepare(stranger)
  await clock.advanceAsync(100)
  expect(rehearsed).toEqual([])
})

test('gives up where nobody answers, and begins anew after a rest', async () => {
  source.prepare(b)
  await clock.advanceAsync(1000)
  expect(rehearsed.length).toBe(40)
  expect(rehearsed.at(-1)).toBe('negotiation at 195')
  source.prepare(b)
  await clock.advanceAsync(2000)
  expect(rehearsed.length).toBe(40)
  source.prepare(b)
  await clock.advanceAsync(5)
  expect(rehearsed.slice(40)).toEqual(['question at 3005', 'negotiation at 3005'])
})

test('programs that ask again and again prolong nothing', async () => {
  for (let asked = 0; asked < 200; asked += 1) {
    source.prepare(b)
    await clock.advanceAsync(10)
  }
  expect(rehearsed.length).toBe(40)
})

test('gives up where it cannot rehearse', async () => {
  hasFailed = true
  source.prepare(b)
  await clock.advanceAsync(1000)
  expect(rehearsed).toEqual(['question at 5'])
})
