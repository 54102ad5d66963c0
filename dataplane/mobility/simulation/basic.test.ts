import { expect, it } from 'vitest'
import { World } from './world.ts'

const [a1, a2, b1, b2] = ['192.0.2.1', '192.0.2.101', '198.51.100.1', '198.51.100.101']

it('tells a partner of a move at once, and packets flow both ways again', async () => {
  const world = new World(1)
  const [a, b] = [world.host('a', a1), world.host('b', b1)]
  world.connect(a, b)
  world.send(a, b)
  await world.run(100)
  expect(b.received.size).toBe(1)
  a.moveTo(a2)
  await world.run(25)
  expect(b.endpoints.of(a.name)).toEqual([`${a2}:10567`])
  const ids = [world.send(a, b), world.send(b, a)] as const
  await world.run(11)
  expect([b.received.get(ids[0]), a.received.get(ids[1])]).toEqual([1, 1])
  world.stop()
  await world.run(200_000)
  expect(world.clock.nextAtMs).toBeUndefined()
})

it('finds a partner that has moved at the same instant, in about one round trip to DNS', async () => {
  const world = new World(2)
  const [a, b] = [world.host('a', a1), world.host('b', b1)]
  world.connect(a, b)
  world.send(a, b)
  await world.run(100)
  a.moveTo(a2)
  b.moveTo(b2)
  // DNS knows after 1 ms, is asked at 0 and 10 ms, answers within 1 ms; the Hint takes 10 ms.
  await world.run(22)
  expect(a.endpoints.of(b.name)).toEqual([`${b2}:10567`])
  expect(b.endpoints.of(a.name)).toEqual([`${a2}:10567`])
})
