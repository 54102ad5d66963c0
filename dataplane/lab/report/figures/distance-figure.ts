// The paper's figure 4 again: how long it takes until messages flow after both hosts have moved, by how far away the name
// server is. Pure.
import type { Transport } from '../stream-pair.ts'
import type { Chart, Series } from './chart.ts'

export interface DistancePoint {
  transport: Transport
  distanceMs: number
  /** Of all runs, the middle and the worst; null where it never went on. */
  medianMs: number | null
  worstMs: number | null
}

export function distanceChart(points: readonly DistancePoint[]): Chart {
  const furthest = Math.max(1, ...points.map(({ distanceMs }) => distanceMs))
  const bar = (distanceMs: number) => 1.5 * distanceMs + 30
  const highest = Math.max(bar(furthest), ...points.map(({ worstMs }) => worstMs ?? 0))
  return {
    title: 'Figure 4: both hosts move, name server near and far',
    subtitle:
      'Middle run. The paper: UDP linear from 644 ms on, TCP in steps that double, by its retransmission timer.',
    xLabel: 'ms to the name server and back',
    yLabel: 'ms until messages flow',
    xDomain: [0, furthest * 1.02],
    yDomain: [0, highest * 1.08],
    series: [
      ...(['udp', 'tcp'] as const).flatMap((transport) => seriesOf(points, transport)),
      {
        label: 'bar: 1.5 L + 30',
        colour: 3,
        shape: 'dashes',
        points: [0, furthest].map((distanceMs) => [distanceMs, bar(distanceMs)] as const),
      },
    ],
    bands: [],
    marks: [],
  }
}

function seriesOf(points: readonly DistancePoint[], transport: Transport): Series[] {
  const colour = transport === 'udp' ? 1 : 2
  const own = points
    .filter((point) => point.transport === transport)
    .toSorted((one, other) => one.distanceMs - other.distanceMs)
  const places = (of: (point: DistancePoint) => number | null) =>
    own.flatMap((point) => {
      const value = of(point)
      return value === null ? [] : [[point.distanceMs, value] as const]
    })
  const name = transport.toUpperCase()
  return [
    { label: name, colour, shape: 'line', points: places(({ medianMs }) => medianMs) },
    { label: `${name}, worst`, colour, shape: 'rings', points: places(({ worstMs }) => worstMs) },
  ]
}
