import { afterEach, expect, it } from 'vitest'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import { untilOwnerLeaves } from './owner-watch.ts'

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

afterEach(() => {
  for (const signal of signals) process.removeAllListeners(signal)
})

/** Whether it has ended by now. */
function watch(clock: FakeClock, parentId: () => number) {
  let hasEnded = false
  void untilOwnerLeaves(clock, parentId).then(() => (hasEnded = true))
  return () => hasEnded
}

it('ends when the parent is another one', async () => {
  const clock = new FakeClock()
  let parent = 40
  const hasEnded = watch(clock, () => parent)
  await clock.advanceAsync(5000)
  expect(hasEnded()).toBe(false)
  parent = 1
  await clock.advanceAsync(500)
  expect(hasEnded()).toBe(true)
})

it.each(signals)('ends at %s', async (signal) => {
  const clock = new FakeClock()
  const hasEnded = watch(clock, () => 40)
  process.emit(signal)
  await clock.advanceAsync(0)
  expect(hasEnded()).toBe(true)
})
