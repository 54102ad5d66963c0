// Throughput is the mean of the last seconds' differences, and never of two helpers' counters.
import { expect, it } from 'vitest'
import type { Partner } from '../../dataplane/contract/model.ts'
import { ThroughputMeter, shownSeconds } from './throughput.ts'

function partners(rxBytes: number, txBytes = 0): Map<string, Partner> {
  const others = { endpoint: null, rttMs: null, leaseMs: null }
  return new Map([['a', { name: 'a', rxBytes, txBytes, ...others }]])
}

function metered(...counters: number[]): ThroughputMeter {
  const meter = new ThroughputMeter()
  for (const each of counters) meter.sample(partners(each))
  return meter
}

it('is nothing before the second sample', () => {
  expect(metered(5000).of('a')).toEqual({ series: [], perSecond: 0 })
  expect(metered(5000).of('b')).toBeUndefined()
})

it('is what passed each second, both directions', () => {
  const meter = metered(1000)
  meter.sample(partners(1500, 700))
  expect(meter.of('a')).toEqual({ series: [1200], perSecond: 1200 })
})

it('evens out counters that are told out of step', () => {
  // The helper told nothing in every other second.
  expect(metered(0, 0, 2000, 2000, 4000).of('a')?.series).toEqual([0, 1000, 667, 1333].map(near))
})

it('goes back to nothing when nothing passes', () => {
  expect(metered(0, 900, 900, 900, 900).of('a')?.perSecond).toBe(0)
})

it('begins anew with another helper', () => {
  expect(metered(0, 9000, 10).of('a')).toEqual({ series: [], perSecond: 0 })
})

it('keeps a minute', () => {
  const samples = Array.from({ length: shownSeconds + 20 }, (_, at) => at * 100)
  expect(metered(...samples).of('a')?.series).toHaveLength(shownSeconds)
})

it('forgets who is no partner any more', () => {
  const meter = metered(0, 100)
  meter.sample(new Map())
  expect(meter.of('a')).toBeUndefined()
})

function near(value: number): number {
  return expect.closeTo(value, 0) as number
}
