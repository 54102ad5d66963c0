// Numbers as people read them.
import { expect, it } from 'vitest'
import { agoText, counted, countdownText, rateText } from './quantities.ts'

it('throughput is told in bits', () => {
  expect(rateText(125_000)).toBe('1.0 Mbit/s')
})

it.each([
  [640, 'just now'],
  [1999, '1 s ago'],
  [38_000, '38 s ago'],
  [600_000, '10 min ago'],
])('%i ms ago is %s', (ms, text) => {
  expect(agoText(ms)).toBe(text)
})

it('counts down to zero and no further', () => {
  expect([65_000, 59_001, 1, 0, -5].map(countdownText)).toEqual([
    '1:05',
    '1:00',
    '0:01',
    '0:00',
    '0:00',
  ])
})

it('counts one and many', () => {
  expect([0, 1, 12_000].map((count) => counted(count, 'key'))).toEqual([
    '0 keys',
    '1 key',
    '12,000 keys',
  ])
})
