import { describe, expect, test } from 'vitest'
import { vip } from './contestants/vip.ts'
import { wireguardGo } from './contestants/wireguard-go.ts'
import { middleRun, summarizeOrNever, toScenario } from './results.ts'
import type { MeasuredScenario } from './results.ts'
import { allScenarios } from './scenarios/all-scenarios.ts'
import { sampleRun } from './test/sample-run.ts'

const roundTrips = { peer: 0.5, nameServer: 1 }
const scenario = allScenarios(true).find(({ name }) => name === 'both-sides-udp')!

function measured(values: readonly (number | null)[], contestant = vip): MeasuredScenario {
  const runs = values.map((value) => ({ ...sampleRun(1, 1), value }))
  return { contestant, scenario, runs, patienceMs: 10_000 }
}

describe('a summary', () => {
  test.each([
    [[3, 1, 2], { median: 2, min: 1, max: 3 }],
    [[4, 1], { median: 2.5, min: 1, max: 4 }],
    [[1, null, 2], { median: 2, min: 1, max: null }],
    [[1, null], { median: null, min: 1, max: null }],
    [[null, 3, null], { median: null, min: 3, max: null }],
    [[null], { median: null, min: null, max: null }],
    [[], { median: null, min: null, max: null }],
  ])('of %j', (values, expected) => {
    expect(summarizeOrNever(values)).toEqual(expected)
  })
})

describe('a bar of 20 for the median and 80 for the worst', () => {
  test.each([
    [[19, 20, 80], true],
    [[19, 21, 22], false],
    [[1, 2, 81], false],
    [[1, 2, null], false],
    [[], null],
  ])('%j', (values, passed) => {
    expect(toScenario(measured(values), roundTrips).passed).toBe(passed)
  })

  test('judges ours alone', () => {
    const { bar, passed, paper } = toScenario(measured([1], wireguardGo), roundTrips)
    expect({ bar, passed, paper }).toEqual({ bar: null, passed: null, paper: 644 })
  })
})

test('the bar of an idle roam is made of what was measured', () => {
  const idle = allScenarios(true).find(({ name }) => name === 'idle-roam-udp')!
  expect(idle.bar(roundTrips)).toEqual({ median: 12.5, worst: 12.5 })
})

test('the middle run is one that was measured', () => {
  const { runs } = measured([5, null, 1, 3])
  expect(middleRun(runs)?.value).toBe(3)
  expect(middleRun([])).toBe(undefined)
})

test('scenarios have names of their own', () => {
  const names = allScenarios(false).map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
})
