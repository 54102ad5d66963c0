import { expect, it } from 'vitest'
import { avoidableSkips, sumOf, summaryLine } from './tally.ts'

it('sums stages and says the sum on one line', () => {
  const total = sumOf([
    { passed: 4, failed: ['lint'], skipped: [] },
    { passed: 10, failed: [], skipped: [{ name: 'a', reason: 'not root' }] },
  ])
  expect(summaryLine(total)).toBe('14 passed, 1 failed, 1 skipped')
})

it('accepts in CI only what no package and no privilege can mend', () => {
  const beyondRepair = { name: 'a', reason: 'this kernel has no netem' }
  const avoidable = [
    { name: 'b', reason: 'tshark is not installed' },
    { name: 'c', reason: 'no reason given' },
  ]
  expect(avoidableSkips([beyondRepair, ...avoidable])).toEqual(avoidable)
})
