// The paper's figures 2 and 3 again: what came of numbered messages, and when, around a move. Pure.
import { labHosts, otherHost } from '../../address-plan.ts'
import type { LabHost } from '../../address-plan.ts'
import type { Transport } from '../stream-pair.ts'
import type { Run } from '../scenarios/scenario.ts'
import type { Chart, Series } from './chart.ts'

export interface SequenceFigure {
  title: string
  transport: Transport
  /** What the paper's figure showed. */
  paper: string
  run: Run
}

const SHOWN_BEFORE_MS = 60
const SHOWN_AFTER_MS = 60

export function sequenceChart({ title, transport, paper, run }: SequenceFigure): Chart {
  const { value } = run
  const left = run.leftNs === undefined ? 0 : msAfter(run, run.leftNs)
  const from = Math.min(left, 0) - SHOWN_BEFORE_MS
  const to = Math.max(value ?? 0, 0) + SHOWN_AFTER_MS
  const series = labHosts.flatMap((sender) => seriesOf(run, sender, from, to))
  const highest = Math.max(1, ...series.flatMap(({ points }) => points.map(([, y]) => y)))
  const figure = value === null ? 'it never went on' : `${millisecondsText(value)} ms`
  return {
    title,
    subtitle: `${transport.toUpperCase()}, a message each millisecond both ways: ${figure}. The paper: ${paper}.`,
    xLabel: 'ms after the new link has address and route',
    yLabel: 'message',
    xDomain: [from, to],
    yDomain: [0, highest * 1.08],
    series,
    bands: left < 0 ? [{ from: left, to: 0, label: 'old link' }] : [],
    marks: [{ x: 0, label: 'new link' }],
  }
}

/** Messages are counted from the first that is shown. */
function seriesOf(run: Run, sender: LabHost, fromMs: number, toMs: number): Series[] {
  const receiver = otherHost(sender)
  const shown = run.records[receiver].received
    .map(([message, atNs]) => [msAfter(run, atNs), message] as const)
    .filter(([atMs]) => atMs >= fromMs && atMs <= toMs)
  const [first] = shown
  if (first === undefined) return []
  return [
    {
      label: `from ${sender} to ${receiver}`,
      colour: sender === 'a' ? 1 : 2,
      shape: sender === 'a' ? 'dots' : 'rings',
      points: shown.map(([atMs, message]) => [atMs, message - first[1]] as const),
    },
  ]
}

function msAfter({ usableNs }: Run, atNs: number): number {
  return (atNs - usableNs) / 1e6
}

export function millisecondsText(value: number): string {
  return value < 100 ? value.toFixed(1) : value.toFixed(0)
}
