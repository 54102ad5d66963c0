import { expect, test } from 'vitest'
import type { LabReport, ReportScenario } from '../contract/lab-report.ts'
import { reportText } from './lab-report-text.ts'

const scenario: ReportScenario = {
  ...{ name: 'one-side-udp', title: 'one side moves, UDP', contestant: 'vip' },
  ...{ metric: 'outage', unit: 'ms', runs: 3, values: [1, 1.25, 12], patienceMs: 10_000 },
  ...{ median: 1.25, min: 1, max: 12, bar: { median: 2, worst: 10 }, paper: 23, passed: false },
}

const report: LabReport = {
  machine: { cpu: 'CPU', cores: 2, kernel: 'Linux', date: '2026-01-01', loadBefore: 0.1 },
  roundTripsMs: { peer: 0.5, nameServer: 0.4 },
  scenarios: [
    scenario,
    { ...scenario, contestant: 'wireguard-go', median: null, max: null, bar: null, passed: null },
  ],
  skipped: [
    { what: 'nebula', reason: 'not installed' },
    { what: 'vip, one run', reason: 'lost' },
    { what: 'vip, one run', reason: 'lost' },
  ],
  folder: '/tmp/x',
}

const lines = reportText.report(report, ['figure-2.svg', 'points.json']).split('\n')

test('each figure stands beside the paper and its bar', () => {
  const row = lines.find((line) => line.startsWith('one side moves'))
  expect(row?.split(/\s{2,}/)).toEqual([
    ...['one side moves, UDP', '1.3', '12', '1', '3', '23', '2 / 10', 'MISSED'],
  ])
})

test('others have no bar, and what never went on says so', () => {
  const row = lines.find((line) => line.startsWith('  wireguard-go'))
  expect(row?.trim().split(/\s{2,}/)).toEqual([
    ...['wireguard-go: one side moves, UDP', 'never', 'never', '1', '3', '23'],
  ])
})

test('it says what was not measured, how many bars were missed, and where the figures are', () => {
  expect(lines).toContain('  nebula: not installed')
  expect(lines).toContain('  vip, one run: lost (2 times)')
  expect(lines).toContain('0 bars reached, 1 missed')
  expect(lines).toContain('Written to /tmp/x: figure-2.svg, points.json')
})

test('a busy machine is told of', () => {
  const busy = { ...report, machine: { ...report.machine, loadBefore: 3 } }
  expect(reportText.report(busy, [])).toContain('NOT a quiet machine')
  expect(lines.join('\n')).not.toContain('NOT a quiet machine')
})

test.each([
  [12.34, '12.3'],
  [null, 'never went on'],
  [undefined, 'failed'],
])('progress of a run with %s', (value, words) => {
  const line = reportText.progress({
    ...{ done: 3, of: 60, leftMs: 123_000, contestant: 'vip', scenario: 'both move, UDP', value },
  })
  expect(line).toBe(`3 of 60, 2 min left: vip, both move, UDP: ${words}`)
})
