import { afterEach, describe, expect, it, vi } from 'vitest'
import { preciseWallMs } from './clock.ts'

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

  it('follows when the clock is set', () => {
    const set = Date.now() + 3_600_000
    vi.spyOn(Date, 'now').mockReturnValue(set)
    expect(preciseWallMs()).toBe(set + 0.5)
  })
})
