import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { Context } from './context.ts'
import { maxProbes } from './limits.ts'
import { Probing } from './probing.ts'

const b = parseFqdn('b.vipip.net.') as DnsName

let clock: FakeClock
let sentMs: number[]
let silences: number

beforeEach(() => {
  clock = new FakeClock()
  sentMs = []
  silences = 0
})

function probe(isAwaited: boolean): Probing {
  const context: {
    ports: Pick<Context['ports'], 'clock'>
    roundTrips: Pick<Context['roundTrips'], 'retryMs' | 'note'>
    sendControl: Context['sendControl']
  } = {
    ports: { clock },
    roundTrips: { retryMs: () => 60, note: () => {} },
    sendControl: () => sentMs.push(clock.nowMs()),
  }
  return new Probing(context as Context, b, isAwaited, () => (silences += 1))
}

it('lets a program that waits have its answer first', () => {
  probe(true)
  expect(sentMs).toEqual([])
  clock.advance(0)
  expect(sentMs).toEqual([0])
})

it('is at once where nobody waits', () => {
  probe(false)
  expect(sentMs).toEqual([0])
})

it('goes on until there is an answer, doubling, and tells of silence once', () => {
  probe(false)
  clock.advance(600_000)
  expect(sentMs.slice(0, 4)).toEqual([0, 60, 180, 420])
  expect([sentMs.length, silences]).toEqual([maxProbes, 1])
})

it('says nothing more once it is stopped, even before the first', () => {
  probe(true).stop()
  probe(false).stop()
  clock.advance(600_000)
  expect([sentMs, silences]).toEqual([[0], 0])
})
