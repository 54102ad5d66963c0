import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { Names } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxRestartsAtOnce, maxRestartsBehind, restartLaneMs } from './limits.ts'
import { Restarts } from './restarts.ts'
import { nameOf } from './simulation/simulation.ts'

describe('Restarts', () => {
  let clock: FakeClock
  let names: Names
  let restarts: Restarts
  let begun: DnsName[]
  let ends: (() => void)[]

  beforeEach(() => {
    clock = new FakeClock()
    names = new Names({ clock, reclaim: { kind: 'reboot' } })
    begun = []
    ends = []
    restarts = new Restarts({
      clock,
      names,
      begin: (name) => {
        const { promise, resolve } = Promise.withResolvers<void>()
        begun.push(name)
        ends.push(resolve)
        return promise
      },
    })
  })

  /** The last is the one that was used last. */
  function added(count: number): DnsName[] {
    const all = Array.from({ length: count }, (_, at) => nameOf(`n${at}`))
    for (const [at, name] of all.entries()) {
      const vip = `241.0.${at >> 8}.${at & 255}`
      names.agree(name, { vip, localVip: '250.0.0.1', oneSided: 'neither' })
      clock.advance(1)
      restarts.add(name)
    }
    return all.toReversed()
  }

  it('begins with those that were used last, and goes on at the first silence', async () => {
    const order = added(40)
    restarts.start()
    expect(begun).toEqual(order.slice(0, maxRestartsAtOnce))
    await clock.advanceAsync(restartLaneMs)
    expect(begun).toEqual(order.slice(0, 2 * maxRestartsAtOnce))
    await clock.advanceAsync(restartLaneMs)
    expect(begun).toEqual(order)
    await clock.advanceAsync(restartLaneMs)
    expect(clock.nextAtMs).toBeUndefined()
  })

  it('goes on as soon as one has answered', async () => {
    added(maxRestartsAtOnce + 2)
    restarts.start()
    ends[0]?.()
    ends[1]?.()
    await clock.advanceAsync(1)
    expect(begun.length).toBe(maxRestartsAtOnce + 2)
  })

  it('lets one that a program asks for begin at once, and only once', async () => {
    const order = added(100)
    const last = order.at(-1)!
    restarts.start()
    restarts.hurry(last)
    expect(begun.at(-1)).toBe(last)
    await clock.advanceAsync(restartLaneMs * 20)
    expect(begun.toSorted()).toEqual(order.toSorted())
  })

  it('leaves out who has new keys, and ends when all is over', async () => {
    const order = added(60)
    restarts.start()
    restarts.forget(order[maxRestartsAtOnce]!)
    await clock.advanceAsync(restartLaneMs)
    expect(begun[maxRestartsAtOnce]).toBe(order[maxRestartsAtOnce + 1])
    restarts.stop()
    restarts.hurry(order.at(-1)!)
    await clock.advanceAsync(restartLaneMs * 20)
    expect(begun.length).toBe(2 * maxRestartsAtOnce)
  })

  it('has so many behind at most', async () => {
    const order = added(maxRestartsBehind + 50)
    restarts.start()
    await clock.advanceAsync(60_000)
    expect(begun.length).toBe(maxRestartsBehind)
    for (const end of ends) end()
    await clock.advanceAsync(2000)
    expect(begun).toEqual(order)
  })
})
