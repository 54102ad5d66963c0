import { expect, test } from 'vitest'
import { barsFor } from './bars.ts'
import { toScenarios, type Observation } from './results.ts'

const bars = barsFor('vip-aes', true)

function observe(metric: Observation['metric'], contestant: string, values: number[]) {
  return values.map((value, round): Observation => ({ round, contestant, metric, value }))
}

test('each contestant has its median, and ours its verdicts', () => {
  const scenarios = toScenarios(
    [
      ...observe('tcp', 'vip-aes', [9, 8, 10]),
      ...observe('tcp', 'vip-null', [11, 10, 9]),
      ...observe('tcp', 'wireguard-go-trixie', [2, 3, 1]),
    ],
    bars,
  )
  const ours = scenarios.find(({ contestant }) => contestant === 'vip-aes')
  expect(ours).toMatchObject({ runs: 3, values: [9, 8, 10], median: 9, min: 8, max: 10 })
  expect(ours?.bars.map(({ passed }) => passed)).toEqual([true, null, true])
  expect(ours?.passed).toBe(true)
  expect(scenarios.find(({ contestant }) => contestant === 'vip-null')?.passed).toBeNull()
})

test('one bar missed is a scenario missed', () => {
  const [ours] = toScenarios(
    [...observe('tcp', 'vip-aes', [9]), ...observe('tcp', 'vip-null', [20])],
    bars,
  )
  expect(ours?.passed).toBe(false)
})

test('a round trip is added to raw veth of the same round, and to no other', () => {
  const scenarios = toScenarios(
    [
      ...observe('rtt-p50', 'raw-veth', [10, 40]),
      ...observe('rtt-p50', 'vip-aes', [110, 160, 500]),
    ],
    bars,
  )
  const added = scenarios.filter(({ metric }) => metric === 'rtt-added-p50')
  expect(added).toMatchObject([{ contestant: 'vip-aes', values: [100, 120], median: 110 }])
})
