import { describe, expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { types } from '../wire/dns-codes.ts'
import type { TypeName } from '../wire/dns-codes.ts'
import type { DnsMessage, DnsRecord } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { readAnswer } from './answer-records.ts'
import { findHost, findMagic } from './discovery.ts'
import { failureTtlSeconds, maxAddresses, otherFamilyMs } from './limits.ts'
import { magicName } from './magic-name.ts'
import type { Ask } from './own-question.ts'
import { questionBytes } from './own-question.ts'
import { read } from './test/ask-resolver.ts'
import { record, response, soa } from './test/fake-name-server.ts'

const name = 'b.vipip.net.' as DnsName
const clock = new FakeClock()
const settings = { clock, magicPrefix: 'VIP105067072021-', defaultPort: 10567 }
const magic = magicName(name, settings.magicPrefix)!

const message = (answers: DnsRecord[], authority: DnsRecord[] = [], rcode = 0): DnsMessage =>
  read(response(questionBytes(name, types.A, true), { answers, authority, rcode }))

/** Answers by type and name; what is not told has no answer. */
const telling =
  (told: Record<string, DnsMessage>): Ask =>
  (asked, type) => {
    const typeName = Object.entries(types).find(([, number]) => number === type)?.[0] as TypeName
    return Promise.resolve(told[`${typeName} ${asked}`])
  }

describe('the magic name', () => {
  const of = (answer: DnsMessage | undefined) =>
    findMagic(name, telling(answer ? { [`A ${magic}`]: answer } : {}), settings)

  test('absent: for the minimum of its SOA, which may forbid that', async () => {
    const absent = await of(message([], [soa('vipip.net.', 30)], 3))
    expect(absent).toEqual({ kind: 'absent', ttlSeconds: 30 })
    expect(await of(message([], [soa('vipip.net.', 10 ** 6)]))).toMatchObject({ ttlSeconds: 60 })
    expect(await of(message([]))).toEqual({ kind: 'absent', ttlSeconds: 0 })
  })

  test('present, with or without a proposal', async () => {
    const of4 = (address: string) => of(message([record(magic, 'A', { address }, 1)]))
    expect(await of4('240.1.2.3')).toEqual({ kind: 'present', vip: '240.1.2.3', ttlSeconds: 1 })
    expect(await of4('0.0.0.0')).toEqual({ kind: 'present', ttlSeconds: 1 })
    expect(await of4('192.0.2.1')).toEqual({ kind: 'present', vip: '192.0.2.1', ttlSeconds: 1 })
  })

  test('unknown: no answer, an error, records of another name', async () => {
    expect(await of(undefined)).toMatchObject({ kind: 'unknown' })
    expect(await of(message([], [], 2))).toMatchObject({ kind: 'unknown' })
    const other = message([record('c.vipip.net.', 'A', { address: '240.1.2.3' })])
    expect(await of(other)).toMatchObject({ kind: 'absent' })
  })

  test('a label without room for it cannot have one', () => {
    expect(magicName(`${'x'.repeat(48)}.net.` as DnsName, settings.magicPrefix)).toBe(undefined)
  })
})

describe('a host', () => {
  const absent = Promise.resolve({ kind: 'absent', ttlSeconds: 5 } as const)
  const find = async (told: Record<string, DnsMessage>) =>
    (await findHost(name, absent, telling(told), settings))?.discovery

  test('unknown without any answer about addresses; known to have none', async () => {
    expect(await find({})).toBe(undefined)
    expect(await find({ [`A ${name}`]: message([]) })).toMatchObject({ addresses: [], port: 10567 })
  })

  test('a flood of addresses, a loop of aliases', async () => {
    const many = Array.from({ length: 300 }, (_, at) =>
      record(name, 'A', { address: `192.0.2.${at % 256}` }),
    )
    const found = await find({ [`A ${name}`]: message(many) })
    expect(found?.addresses.length).toBe(maxAddresses)
    const loop = [
      record(name, 'CNAME', { target: 'c.vipip.net.' as DnsName }),
      record('c.vipip.net.', 'CNAME', { target: name }),
    ]
    expect(await find({ [`A ${name}`]: message(loop) })).toBe(undefined)
  })

  test('an alias leads to its addresses', () => {
    const answer = message([
      record(name, 'CNAME', { target: 'C.vipip.net.' as DnsName }, 7),
      record('c.vipip.net.', 'A', { address: '192.0.2.3' }),
    ])
    const values = [{ address: '192.0.2.3' }]
    expect(readAnswer(answer, name, 'A')).toEqual({ kind: 'records', values, ttlSeconds: 7 })
  })

  test.each([
    ['A', '192.0.2.2', 'AAAA'],
    ['AAAA', '2001:db8::2', 'A'],
  ] as const)('%s is not held up by the other family', async (given, address, silent) => {
    const ask: Ask = (asked, type) =>
      type === types[silent]
        ? new Promise(() => {})
        : telling({ [`${given} ${name}`]: message([record(name, given, { address }, 60)]) })(
            asked,
            type,
          )
    const finding = findHost(name, absent, ask, settings)
    await clock.advanceAsync(otherFamilyMs - 1)
    expect(await isSettled(finding)).toBe(false)
    await clock.advanceAsync(1)
    const found = await finding
    expect(found?.discovery.addresses).toEqual([address])
    // It is asked again soon: it may have more.
    expect(found?.ttlSeconds).toBe(failureTtlSeconds)
  })

  test('without addresses of one family it waits for those of the other', async () => {
    const late = Promise.withResolvers<DnsMessage>()
    const ask: Ask = (asked, type) =>
      type === types.AAAA ? late.promise : telling({ [`A ${name}`]: message([]) })(asked, type)
    const finding = findHost(name, absent, ask, settings)
    await clock.advanceAsync(10 * otherFamilyMs)
    expect(await isSettled(finding)).toBe(false)
    late.resolve(message([record(name, 'AAAA', { address: '2001:db8::2' })]))
    expect((await finding)?.discovery.addresses).toEqual(['2001:db8::2'])
  })

  test('the port of the best SRV', async () => {
    const srv = (priority: number, weight: number, port: number, target = name) =>
      record(`_vip._udp.${name}`, 'SRV', { priority, weight, port, target })
    const found = await find({
      [`A ${name}`]: message([record(name, 'A', { address: '192.0.2.2' })]),
      [`SRV _vip._udp.${name}`]: message([
        srv(1, 9, 1001),
        srv(0, 1, 1002),
        srv(0, 2, 1003),
        srv(0, 3, 1004, '.' as DnsName),
      ]),
    })
    expect(found?.port).toBe(1003)
  })
})

async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  const none = Symbol('none')
  return (await Promise.race([promise, Promise.resolve(none)])) !== none
}
