import { expect, test } from 'vitest'
import { busyShare, parseProcessorTicks } from './other-work.ts'

test('idle and waiting for a disk are not work, stolen time is', () => {
  const before = parseProcessorTicks('cpu  100 0 50 800 50 0 0 0 7 0\ncpu0 1 2 3 4\n')
  expect(before).toEqual({ idle: 850, all: 1000 })
  const after = parseProcessorTicks('cpu  120 0 60 830 60 0 10 20 9 0\n')
  expect(busyShare(before, after)).toBeCloseTo(0.6)
})

test('without a tick nothing was done', () => {
  expect(busyShare({ idle: 1, all: 2 }, { idle: 1, all: 2 })).toBe(0)
})
