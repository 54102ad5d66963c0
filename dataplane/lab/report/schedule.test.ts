import { expect, test } from 'vitest'
import { vip } from './contestants/vip.ts'
import { vipStatic } from './contestants/vip-static.ts'
import { wireguardGo } from './contestants/wireguard-go.ts'
import { allScenarios } from './scenarios/all-scenarios.ts'
import { scheduleOf, timeLeftMs } from './schedule.ts'

const scenarios = allScenarios(false)

function schedule(contestants: Parameters<typeof scheduleOf>[0]['contestants'], runs = 50) {
  return scheduleOf({ contestants, scenarios, runs, runsOfOthers: 2 })
}

test('each distance of the name server is a lab of its own', () => {
  expect(schedule([vip]).map((batch) => batch.nameServerDelayMs)).toEqual([0, 50, 100, 200, 400])
})

test('scenarios take turns, and long ones have fewer of them', () => {
  const [near] = schedule([vip])
  const names = near!.turns.map(({ name }) => name)
  expect(names.slice(0, 2)).toEqual(['one-side-udp', 'one-side-udp-mover-sends'])
  expect(names.filter((name) => name === 'one-side-udp')).toHaveLength(50)
  expect(names.filter((name) => name === 'idle-roam-udp')).toHaveLength(5)
  expect(names.indexOf('restart-tcp')).toBeLessThan(names.lastIndexOf('one-side-udp'))
})

test('others are run less often, and not where the question is our name server', () => {
  const [ours, theirs, ...more] = schedule([vipStatic, wireguardGo])
  expect(more).toEqual([])
  expect(theirs!.turns.filter(({ name }) => name === 'one-side-udp')).toHaveLength(2)
  expect(theirs!.turns.map(({ name }) => name)).not.toContain('restart-tcp')
  expect(ours!.turns.filter(({ name }) => name === 'one-side-udp')).toHaveLength(50)
})

test('time left is as seen, else as guessed', () => {
  const [one, two] = scenarios
  const seen = new Map([[one!.name, 7]])
  expect(timeLeftMs([one!, one!, two!], seen)).toBe(14 + two!.takesMs)
})
