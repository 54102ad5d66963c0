// One timer for all who ask for the same time, and none while nobody does.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { newTicker } from './use-now.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
})
afterEach(() => {
  vi.useRealTimers()
})

it('tells all listeners of the same time, by one timer', () => {
  const { subscribe, now } = newTicker(1000)
  const told: string[] = []
  const leave = ['a', 'b'].map((name) => subscribe(() => told.push(`${name} ${now()}`)))
  expect(vi.getTimerCount()).toBe(1)
  vi.advanceTimersByTime(2000)
  expect(told).toEqual(['a 1000', 'b 1000', 'a 2000', 'b 2000'])
  for (const each of leave) each()
  expect(vi.getTimerCount()).toBe(0)
})

it('is the same between two ticks, and not that of long ago when somebody asks again', () => {
  const { subscribe, now } = newTicker(1000)
  const leave = subscribe(() => undefined)
  vi.advanceTimersByTime(1500)
  expect(now()).toBe(1000)
  leave()
  vi.advanceTimersByTime(60_000)
  expect(now()).toBe(61_500)
})
