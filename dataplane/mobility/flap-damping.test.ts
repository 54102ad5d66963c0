import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { FlapDamping } from './flap-damping.ts'
import { flapPauseMs, moveEveryMs, movesAtOnce } from './limits.ts'
import { at, sentBy, twoHosts } from './simulation/two-hosts.ts'

it('lets so many moves pass at once, one more each while, and no more than so many after a long rest', () => {
  const clock = new FakeClock()
  const damping = new FlapDamping(clock)
  const waits = (count: number) => Array.from({ length: count }, () => damping.noteMove())
  const atOnce = Array.from({ length: movesAtOnce }, () => 0)
  expect(waits(movesAtOnce + 2)).toEqual([...atOnce, flapPauseMs, flapPauseMs])
  clock.advance(moveEveryMs * 1.5)
  expect(waits(2)).toEqual([0, flapPauseMs])
  clock.advance(moveEveryMs / 2)
  expect(waits(1)).toEqual([0])
  clock.advance(3_600_000)
  expect(waits(movesAtOnce + 1)).toEqual([...atOnce, flapPauseMs])
})

it('never delays the first reaction, and tells where a flapping link came to rest', async () => {
  const { world, a, b } = await twoHosts()
  const sinceMs = world.clock.nowMs()
  for (let move = 0; move < 41; move += 1) {
    a.moveTo(move % 2 === 0 ? at.a[1] : at.a[0])
    if (move === 0) expect(sentBy(a, 'hint', sinceMs).length).toBe(1)
    await world.run(20)
  }
  await world.run(500)
  expect(b.endpoints.of(a.name)).toEqual([`${at.a[1]}:10567`])
  const hints = sentBy(a, 'hint', sinceMs).length
  expect(hints).toBeLessThanOrEqual(movesAtOnce + 4)
  // None of the receipts waits for ever.
  expect(new Set(a.journal.receipts().map(({ state }) => state))).toEqual(new Set(['done']))
})
