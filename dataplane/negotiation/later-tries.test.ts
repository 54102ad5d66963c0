import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { LaterTries } from './later-tries.ts'
import { maxTriesAgain, maxTryAgainMs, tryAgainMs } from './limits.ts'
import { nameOf } from './simulation/simulation.ts'

const a = nameOf('a')

describe('LaterTries', () => {
  let clock: FakeClock
  let tries: LaterTries
  let begun: { name: DnsName; atMs: number; end: () => void }[]
  let mapped: (name: DnsName) => boolean
  let hasRoom: boolean

  beforeEach(() => {
    clock = new FakeClock()
    begun = []
    mapped = () => true
    hasRoom = true
    tries = new LaterTries({
      clock,
      isMapped: (name) => mapped(name),
      begin: (name) => {
        if (!hasRoom) return undefined
        const { promise, resolve } = Promise.withResolvers<void>()
        begun.push({ name, atMs: clock.nowMs(), end: resolve })
        return promise
      },
    })
  })

  it('tries once after each failure, however often it is told of', async () => {
    tries.failed(a, 'no-answer')
    tries.failed(a, 'no-answer')
    await clock.advanceAsync(tryAgainMs * 5)
    expect(begun.map(({ atMs }) => atMs)).toEqual([tryAgainMs])
  })

  it('waits longer after each refusal, up to a bound, and no longer after silence', async () => {
    const waits: number[] = []
    for (const reason of ['pending', 'terminated', 'pending', 'pending', 'pending'] as const) {
      const fromMs = clock.nowMs()
      tries.failed(a, reason)
      await clock.advanceAsync(maxTryAgainMs)
      waits.push((begun.at(-1)?.atMs ?? 0) - fromMs)
    }
    expect(waits).toEqual([60_000, 120_000, 240_000, 480_000, 600_000])
    tries.failed(a, 'no-answer')
    await clock.advanceAsync(tryAgainMs)
    expect(begun.length).toBe(6)
  })

  it('ends when the mapping goes, is forgotten, or all is over', async () => {
    tries.failed(a, 'no-answer')
    tries.forget(a)
    tries.failed(nameOf('b'), 'no-answer')
    mapped = () => false
    await clock.advanceAsync(maxTryAgainMs)
    mapped = () => true
    tries.failed(a, 'no-answer')
    tries.stop()
    tries.failed(a, 'no-answer')
    await clock.advanceAsync(maxTryAgainMs)
    expect(begun).toEqual([])
    expect(clock.nextAtMs).toBeUndefined()
  })

  it('waits on where there is no room', async () => {
    hasRoom = false
    tries.failed(a, 'pending')
    await clock.advanceAsync(tryAgainMs)
    hasRoom = true
    await clock.advanceAsync(tryAgainMs)
    expect(begun.length).toBe(1)
  })

  it('tries so many at once, and the others in their order', async () => {
    const names = Array.from({ length: maxTriesAgain + 3 }, (_, at) => nameOf(`n${at}`))
    for (const name of names) tries.failed(name, 'no-answer')
    await clock.advanceAsync(tryAgainMs)
    expect(begun.length).toBe(maxTriesAgain)
    const [next, forgotten, last] = names.slice(maxTriesAgain)
    tries.forget(forgotten!)
    begun[0]?.end()
    begun[1]?.end()
    await clock.advanceAsync(1)
    expect(begun.slice(maxTriesAgain).map(({ name }) => name)).toEqual([next, last])
  })
})
