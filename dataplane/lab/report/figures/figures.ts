// Which scenarios of the report are drawn, and under which names. Pure.
import type { MeasuredScenario } from '../results.ts'
import { middleRun, summarizeOrNever } from '../results.ts'
import { distanceName, nameServerDistances } from '../scenarios/both-sides.ts'
import type { Transport } from '../stream-pair.ts'
import { drawing } from './chart.ts'
import type { Chart } from './chart.ts'
import { distanceChart } from './distance-figure.ts'
import type { DistancePoint } from './distance-figure.ts'
import { sequenceChart } from './sequence-figure.ts'

/** File name to content; without what was not measured. @param measured of one contestant */
export function drawFigures(measured: readonly MeasuredScenario[]): Map<string, string> {
  const figures = new Map<string, Chart[]>([
    [
      'figure-2.svg',
      [
        ...sequence(measured, 'one-side-udp', 'Figure 2a: one host moves', '23 ms'),
        ...sequence(measured, 'one-side-tcp', 'Figure 2b: one host moves', '400 ms'),
      ],
    ],
    ['figure-3.svg', sequence(measured, 'both-sides-udp', 'Figure 3: both hosts move', '644 ms')],
    ['figure-4.svg', distances(measured)],
  ])
  const drawn = [...figures].filter(([, charts]) => charts.length > 0)
  return new Map(drawn.map(([name, charts]) => [name, drawing(charts)]))
}

function sequence(
  measured: readonly MeasuredScenario[],
  name: string,
  title: string,
  paper: string,
): Chart[] {
  const found = measured.find(({ scenario }) => scenario.name === name)
  const run = middleRun(found?.runs ?? [])
  if (found === undefined || run === undefined) return []
  return [sequenceChart({ title, paper, run, transport: found.scenario.transport })]
}

function distances(measured: readonly MeasuredScenario[]): Chart[] {
  const points = (['udp', 'tcp'] as const).flatMap((transport) =>
    nameServerDistances.flatMap((distanceMs) => pointOf(measured, transport, distanceMs)),
  )
  // One distance is no curve.
  return new Set(points.map(({ distanceMs }) => distanceMs)).size < 2 ? [] : [distanceChart(points)]
}

function pointOf(
  measured: readonly MeasuredScenario[],
  transport: Transport,
  distanceMs: number,
): DistancePoint[] {
  const name = distanceName(transport, distanceMs)
  const runs = measured.find(({ scenario }) => scenario.name === name)?.runs ?? []
  if (runs.length === 0) return []
  const { median, max } = summarizeOrNever(runs.map(({ value }) => value))
  return [{ transport, distanceMs, medianMs: median, worstMs: max }]
}
