import { expect, test } from 'vitest'
import { percentile, summarize } from './statistics.ts'

test('the median of an odd number is the middle one, whatever the order', () => {
  expect(summarize([10, 9, 100, 1, 2])).toEqual({ median: 9, min: 1, max: 100 })
})

test('the median of an even number is the mean of the two in the middle', () => {
  expect(summarize([4, 1, 3, 2]).median).toBe(2.5)
})

test('a percentile lies between its neighbours', () => {
  const values = Array.from({ length: 101 }, (_, index) => index)
  expect(percentile(values, 99)).toBe(99)
  expect(percentile([0, 10], 99)).toBeCloseTo(9.9)
})

test('nothing has no median', () => {
  expect(() => summarize([])).toThrow(RangeError)
})
