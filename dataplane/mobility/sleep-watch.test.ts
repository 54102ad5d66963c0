import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { sleepCheckMs, sleptMs } from './limits.ts'
import { HostClock } from './simulation/host-clock.ts'
import { at, endpointOf, sentBy, twoHosts } from './simulation/two-hosts.ts'
import { SleepWatch } from './sleep-watch.ts'

it('tells of a sleep, how long it was, and not of short delays', () => {
  const base = new FakeClock()
  const clock = new HostClock(base, 0)
  const wakes: number[] = []
  const watch = new SleepWatch({
    clock,
    bootMs: () => clock.bootMs(),
    onWake: (awayMs) => wakes.push(awayMs),
  })
  watch.start()
  watch.start()
  base.advance(10_200)
  clock.sleep()
  base.advance(sleptMs - 1)
  clock.wake()
  base.advance(10_000)
  expect(wakes).toEqual([])
  clock.sleep()
  base.advance(60_000)
  clock.wake()
  base.advance(sleepCheckMs)
  expect(wakes).toEqual([60_000])
  watch.stop()
  watch.stop()
  expect(clock.waiting).toBe(0)
})

it('after a sleep partners are told although nothing seems changed, and what was sent is asked for', async () => {
  const { world, a, b } = await twoHosts({ a: [at.a[1]] })
  // Told of once, so that something can be remembered of it.
  a.moveTo(at.a[0])
  await world.run(3000)
  a.sleep()
  await world.run(3_600_000)
  b.moveTo(at.b[1])
  await world.run(200_000)
  const sinceMs = world.clock.nowMs()
  a.wake()
  await world.run(sleepCheckMs + 30)
  expect(sentBy(a, 'hint', sinceMs).length).toBeGreaterThan(0)
  expect(a.journal.latest).toMatchObject({ cause: 'wake', from: '192.0.2.1 (lan-192.0.2.1)' })
  await world.run(1000)
  expect(a.endpoints.of(b.name)[0]).toBe(endpointOf(at.b[1]))
  expect(a.journal.latest?.state).toBe('done')
})

it('a move that was seen on waking is told once', async () => {
  const { world, a } = await twoHosts()
  a.sleep()
  await world.run(60_000)
  a.moveTo(at.a[1])
  a.wake()
  await world.run(5000)
  expect(sentBy(a, 'hint').length).toBe(1)
  expect(a.journal.receipts().map(({ cause }) => cause)).toEqual(['address-changed'])
})
