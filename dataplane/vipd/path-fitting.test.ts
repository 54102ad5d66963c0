import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Log } from '../lib/log.ts'
import { PathFitting } from './path-fitting.ts'

let clock: FakeClock
let fits: number[]
let faults: unknown[]
let outcome: () => Promise<boolean>
let fitting: PathFitting

beforeEach(() => {
  clock = new FakeClock()
  fits = []
  faults = []
  outcome = () => Promise.resolve(true)
  fitting = new PathFitting({
    clock,
    log: {
      error: (_: string, { error }: { error: Error }) => faults.push(error.message),
    } as unknown as Log,
    fitPaths: () => {
      fits.push(clock.nowMs())
      return outcome()
    },
  })
})

it('follows the changes of a move once', async () => {
  const startMs = clock.nowMs()
  for (let change = 0; change < 4; change += 1) {
    fitting.soon()
    await clock.advanceAsync(4)
  }
  await clock.advanceAsync(10_000)
  expect(fits).toEqual([startMs + 20])
})

it('asks again where the kernel could not be asked, and is not kept from following changes', async () => {
  outcome = () => Promise.resolve(false)
  fitting.soon()
  await clock.advanceAsync(500)
  expect(fits).toHaveLength(1)
  fitting.soon()
  await clock.advanceAsync(20)
  expect(fits).toHaveLength(2)
  await clock.advanceAsync(999)
  expect(fits).toHaveLength(2)
  outcome = () => Promise.resolve(true)
  await clock.advanceAsync(10_000)
  expect(fits).toHaveLength(3)
})

it('follows a path that is too narrow at once, and then once a second as long as it is', async () => {
  const startMs = clock.nowMs()
  for (let packet = 0; packet < 300; packet += 1) {
    fitting.tooNarrow()
    await clock.advanceAsync(10)
  }
  expect(fits.map((atMs) => atMs - startMs)).toEqual([20, 1020, 2020])
})

it('looks once more when the kernel has forgotten how narrow a path was said to be', async () => {
  fitting.tooNarrow()
  await clock.advanceAsync(605_000)
  expect(fits).toHaveLength(1)
  await clock.advanceAsync(3_600_000)
  expect(fits).toHaveLength(2)
  fitting.tooNarrow()
  fitting.stop()
  await clock.advanceAsync(3_600_000)
  expect(fits).toHaveLength(2)
})

it('a fault of it is logged, and the next change is followed', async () => {
  outcome = () => Promise.reject(new Error('no such device'))
  fitting.soon()
  await clock.advanceAsync(10_000)
  expect({ faults, fits: fits.length }).toEqual({ faults: ['no such device'], fits: 1 })
  outcome = () => Promise.resolve(true)
  fitting.soon()
  await clock.advanceAsync(20)
  expect(fits).toHaveLength(2)
})

it('does nothing once it is stopped', async () => {
  outcome = () => Promise.resolve(false)
  fitting.soon()
  await clock.advanceAsync(20)
  fitting.soon()
  fitting.stop()
  await clock.advanceAsync(10_000)
  expect(fits).toHaveLength(1)
})
