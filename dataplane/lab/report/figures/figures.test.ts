import { describe, expect, test } from 'vitest'
import { vip } from '../contestants/vip.ts'
import type { MeasuredScenario } from '../results.ts'
import { allScenarios } from '../scenarios/all-scenarios.ts'
import { sampleRun } from '../test/sample-run.ts'
import { drawing } from './chart.ts'
import { distanceChart } from './distance-figure.ts'
import { drawFigures } from './figures.ts'
import { placeOn, ticksOf } from './scale.ts'
import { sequenceChart } from './sequence-figure.ts'

const scenarios = allScenarios(true)

function measured(name: string, goesOnMs: number | null = 4): MeasuredScenario {
  const scenario = scenarios.find((one) => one.name === name)!
  const runs = [sampleRun(goesOnMs, goesOnMs)]
  return { contestant: vip, scenario, runs, patienceMs: 10_000 }
}

describe('ticks', () => {
  test.each([
    [0, 100, 5, [0, 20, 40, 60, 80, 100]],
    [-80, 64, 8, [-80, -60, -40, -20, 0, 20, 40, 60]],
    [0, 0.3, 3, [0, 0.1, 0.2, 0.30000000000000004]],
    [5, 5, 4, [5]],
  ])('from %d to %d', (from, to, about, ticks) => {
    expect(ticksOf([from, to], about)).toEqual(ticks)
  })
})

test('a scale without extent places everything at its start', () => {
  expect(placeOn({ domain: [3, 3], range: [10, 90] }, 3)).toBe(10)
  expect(placeOn({ domain: [0, 4], range: [90, 10] }, 1)).toBe(70)
})

test('a sequence chart shows each message that came around the move, and nothing of the hole', () => {
  const run = sampleRun(4, 4)
  const chart = sequenceChart({ title: 't', transport: 'udp', paper: '23 ms', run })
  expect(chart.series.map(({ label }) => label)).toEqual(['from a to b', 'from b to a'])
  const [fromA] = chart.series
  expect(fromA!.points[0]![1]).toBe(0)
  const inHole = fromA!.points.filter(([atMs]) => atMs > -10 && atMs < 4)
  expect(inHole).toEqual([])
  expect(chart.subtitle).toContain('4.2 ms. The paper: 23 ms.')
  expect(chart.bands).toEqual([{ from: -20, to: 0, label: 'old link' }])
})

test('a stream that never went on is drawn as far as it went', () => {
  const chart = sequenceChart({
    ...{ title: 't', transport: 'tcp' as const, paper: '' },
    run: sampleRun(null, null),
  })
  expect(chart.subtitle).toContain('it never went on')
  expect(chart.xDomain[1]).toBe(60)
})

test('the distance chart leaves out what never went on, and shows the bar', () => {
  const chart = distanceChart([
    { transport: 'udp', distanceMs: 0, medianMs: 5, worstMs: 9 },
    { transport: 'udp', distanceMs: 400, medianMs: null, worstMs: null },
    { transport: 'tcp', distanceMs: 400, medianMs: 500, worstMs: 700 },
  ])
  const points = Object.fromEntries(chart.series.map(({ label, points: all }) => [label, all]))
  expect(points).toEqual({
    UDP: [[0, 5]],
    'UDP, worst': [[0, 9]],
    TCP: [[400, 500]],
    'TCP, worst': [[400, 700]],
    'bar: 1.5 L + 30': [
      [0, 30],
      [400, 630],
    ],
  })
})

test('a drawing is well-formed, whatever words are in it', () => {
  const chart = sequenceChart({
    ...{ title: '<&">', transport: 'udp' as const, paper: '' },
    run: sampleRun(1, 1),
  })
  const svg = drawing([chart, chart])
  expect(svg).toContain('&lt;&amp;&quot;&gt;')
  expect(svg).toContain('viewBox="0 0 720 880"')
  const opened = svg.match(/<[a-z]+( [^<>]*[^<>/])?>/g)!.length
  expect(svg.match(/<\/[a-z]+>/g)).toHaveLength(opened)
  expect(svg).not.toContain('NaN')
})

test('figures are drawn of what was measured, and only of that', () => {
  expect([...drawFigures([measured('both-sides-udp')]).keys()]).toEqual(['figure-3.svg'])
  const distances = ['both-sides-udp', 'both-sides-udp-dns-50'].map((name) => measured(name))
  const drawn = drawFigures([measured('one-side-udp'), measured('one-side-tcp'), ...distances])
  expect([...drawn.keys()]).toEqual(['figure-2.svg', 'figure-3.svg', 'figure-4.svg'])
  expect(drawFigures([]).size).toBe(0)
})
