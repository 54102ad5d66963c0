import { execFileSync } from 'node:child_process'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { preciseWallMs, within } from './clock.ts'
import { FakeClock } from './fake-clock.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('the precise wall clock', () => {
  it('is the wall clock, with fractions', () => {
    const before = Date.now()
    const readings = Array.from({ length: 20 }, () => preciseWallMs())
    const after = Date.now()
    expect(readings.every((reading) => reading >= before - 1 && reading <= after + 2)).toBe(true)
    expect(readings.some((reading) => !Number.isInteger(reading))).toBe(true)
  })

  it("is another program's, within half a millisecond", () => {
    const before = preciseWallMs()
    const seconds = execFileSync('date', ['+%s.%N'], { encoding: 'utf8' })
    const after = preciseWallMs()
    expect(Number(seconds) * 1000).toBeGreaterThanOrEqual(before - 0.5)
    expect(Number(seconds) * 1000).toBeLessThanOrEqual(after + 0.5)
  })

  it('follows when the clock is set', () => {
    const set = Date.now() + 3_600_000
    vi.spyOn(Date, 'now').mockReturnValue(set)
    expect(preciseWallMs()).toBe(set + 0.5)
  })
})

test('gives the value that comes in time', async () => {
  const clock = new FakeClock()
  await expect(within(clock, 10, Promise.resolve('value'))).resolves.toBe('value')
  expect(clock.nextAtMs).toBeUndefined()
})

test('gives nothing when the time has passed', async () => {
  const clock = new FakeClock()
  const given = within(clock, 10, new Promise(() => {}))
  clock.advance(10)
  await expect(given).resolves.toBeUndefined()
})

test('gives nothing when its signal is aborted, before or meanwhile', async () => {
  const clock = new FakeClock()
  const ending = new AbortController()
  const given = within(clock, 10, new Promise(() => {}), ending.signal)
  ending.abort()
  await expect(given).resolves.toBeUndefined()
  await expect(within(clock, 10, new Promise(() => {}), ending.signal)).resolves.toBeUndefined()
  expect(clock.nextAtMs).toBeUndefined()
})

test('fails as the promise does', async () => {
  const clock = new FakeClock()
  await expect(within(clock, 10, Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(clock.nextAtMs).toBeUndefined()
})
