import { expect, test } from 'vitest'
import { barsFor } from './bars.ts'
import { reportText } from './report.ts'
import { toScenarios, type Results } from './results.ts'

function results(tcpOfAnchor: number): Results {
  const of = (contestant: string, value: number) =>
    ({ round: 0, contestant, metric: 'tcp', value }) as const
  return {
    machine: {
      cpu: 'A processor',
      cores: 2,
      hasAes: true,
      kernel: 'Linux 6.1',
      date: '2026-01-01T00:00:00.000Z',
      loadBefore: 3,
    },
    otherWork: [0.02, 0.03, 0.9],
    contestants: [
      { id: 'vip-aes', label: 'vip aes-256-gcm', version: 'this checkout', mtuBytes: 1400 },
      { id: 'wireguard-go-trixie', label: 'wireguard-go', version: '1', mtuBytes: 1420 },
    ],
    skipped: [{ what: 'nebula', reason: 'not installed: apt-get install nebula' }],
    scenarios: toScenarios(
      [of('vip-aes', 9.123), of('wireguard-go-trixie', tcpOfAnchor)],
      barsFor('vip-aes', true),
    ),
  }
}

test('columns are aligned, whatever the labels', () => {
  const lines = reportText(results(2)).split('\n')
  const heading = lines.findIndex((line) => line.includes('median'))
  const [ours = '', anchor = ''] = lines.slice(heading + 1)
  expect(ours).toContain('9.12')
  expect(ours).toHaveLength(anchor.length)
  expect(lines[heading]).toHaveLength(anchor.length)
})

test('bars are passed, missed, or not judged, and say by how much', () => {
  expect(reportText(results(2))).toContain(
    "passed  >= 4 x Debian 13's wireguard-go: 4.56 x wireguard-go",
  )
  expect(reportText(results(3))).toContain(
    "MISSED  >= 4 x Debian 13's wireguard-go: 3.04 x wireguard-go",
  )
  expect(reportText(results(3))).toContain('0 bars passed, 1 missed, 2 without an anchor')
})

test('says what is missing, and that the machine was busy', () => {
  const text = reportText(results(2))
  expect(text).toContain('nebula: not installed')
  expect(text).toContain('others took 3 % of the processors, at most 90 %: NOT a quiet machine')
})
