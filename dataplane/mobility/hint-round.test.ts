import { expect, it } from 'vitest'
import { at, endpointOf, passes, sentBy, twoHosts } from './simulation/two-hosts.ts'

const times = (lines: readonly string[]) => lines.map((line) => Number(line.split(' ')[0]))

it('sends a Hint again after 3 round trips and 5 ms, doubling to a second, and gives up after T', async () => {
  const { world, a, b } = await twoHosts()
  b.stop()
  const sinceMs = world.clock.nowMs()
  a.moveTo(at.a[1])
  await world.run(200_000)
  const sentMs = times(sentBy(a, 'hint', sinceMs))
  expect(sentMs.slice(0, 8)).toEqual([0, 65, 195, 455, 975, 1975, 2975, 3975])
  expect(sentMs.at(-1)).toBeGreaterThan(118_000)
  expect(sentMs.at(-1)).toBeLessThan(120_000)
  const [receipt] = a.journal.receipts()
  expect(receipt?.state).toBe('done')
  expect(receipt?.partners[0]?.events.at(-1)?.what).toBe('gave-up')
})

it('asks DNS 5 ms after the first Hint, again at 10 ms, doubling to a second, and never after the end', async () => {
  const { world, a, b } = await twoHosts()
  b.stop()
  const asked: number[] = []
  const sinceMs = world.clock.nowMs()
  const locate = world.dns.locate.bind(world.dns)
  world.dns.locate = (...args) => {
    asked.push(world.clock.nowMs() - sinceMs)
    return locate(...args)
  }
  a.moveTo(at.a[1])
  await world.run(5000)
  expect(asked).toEqual([5, 10, 20, 40, 80, 160, 320, 640, 1280, 2280, 3280, 4280])
  await world.run(200_000)
  const { length } = asked
  await world.run(200_000)
  expect(asked.length).toBe(length)
})

it('takes one answered Hint for a round trip, and one that was sent again for none', async () => {
  const { world, a, b } = await twoHosts()
  a.roundTrips.delete(b.name)
  a.moveTo(at.a[1])
  await world.run(50)
  expect(a.roundTrips.get(b.name)).toBeCloseTo(20, 0)
  a.roundTrips.set(b.name, 5)
  a.moveTo(at.a[2])
  await world.run(100)
  // Sent again after 20 ms, before the answer to the first one was here.
  expect(a.roundTrips.get(b.name)).toBe(5)
})

it('is ended by its acknowledgement: no Hint, no question and no timer of it is left', async () => {
  const { world, a } = await twoHosts()
  const waiting = a.clock.waiting
  a.moveTo(at.a[1])
  await world.run(30)
  const [hints, questions] = [sentBy(a, 'hint').length, world.dns.questions]
  await world.run(10_000)
  expect([sentBy(a, 'hint').length, world.dns.questions]).toEqual([hints, questions])
  expect(a.clock.waiting).toBe(waiting)
})

it('goes on although a question to DNS rejects', async () => {
  const { world, a, b } = await twoHosts()
  world.dns.loss = 1
  world.dns.faults = 1
  a.moveTo(at.a[1])
  b.moveTo(at.b[1])
  await world.run(5000)
  world.dns.loss = 0
  await world.run(2000)
  expect(a.endpoints.of(b.name)).toEqual([endpointOf(at.b[1])])
})

it('asks DNS at once where there is no way to any endpoint that is known', async () => {
  const { world, a, b } = await twoHosts()
  a.moveTo(at.a[1])
  await world.run(50)
  const sinceMs = world.clock.nowMs()
  a.agree(b.name, { send: 'forth', receive: 'back' }, [endpointOf(at.b6)])
  await world.run(12)
  expect(sentBy(a, 'hint', sinceMs)).toEqual([`1 → ${endpointOf(at.b[0])}`])
})

it('does not let the time without a way make the pause after the first Hint longer', async () => {
  const { world, a, b } = await twoHosts({ a: [at.a[0]], b: [at.b[0]] })
  world.dns.isOut = true
  b.stop()
  a.moveTo(at.a6)
  await world.run(10_000)
  const sinceMs = world.clock.nowMs()
  a.moveTo(at.a6, at.a[1])
  a.networkChanged()
  await world.run(200)
  expect(times(sentBy(a, 'hint', sinceMs))).toEqual([0, 65, 195])
})

it('changes the port after three silences, and not for being sent to a new place', async () => {
  const scene = await twoHosts()
  const { world, a, b } = scene
  world.network.deadBindings.add(endpointOf(at.a[1]))
  a.moveTo(at.a[1])
  await world.run(450)
  expect(a.associations.usesAlternatePort(b.name)).toBe(false)
  await world.run(60)
  expect(a.associations.usesAlternatePort(b.name)).toBe(true)
  await world.run(100)
  expect(await passes(scene)).toEqual([true, true])
  expect(a.journal.latest?.partners[0]?.events).toContainEqual({
    ...{ at: 455, what: 'source-port-changed', detail: '40001' },
  })
  // In another network the usual port is as good as any.
  a.moveTo(at.a[2])
  expect(a.associations.usesAlternatePort(b.name)).toBe(false)
})
