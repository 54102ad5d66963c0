// The outcome of a bench, which `--json` prints as it is. Fields are added, never renamed.
import { judge, type Bar, type ContestantName, type Verdict } from './bars.ts'
import type { Machine } from '../dataplane/lab/measuring/machine.ts'
import { metricNames, metrics, type Metric } from './metrics.ts'
import { summarize } from '../dataplane/lab/measuring/statistics.ts'

/** One figure of one run. Runs of the same round followed each other directly. */
export type Observation = {
  round: number
  contestant: ContestantName
  metric: Metric
  value: number
}

export type Results = {
  machine: Machine
  /** Share of all processors that others took, from 0 to 1, as seen before each round. */
  otherWork: number[]
  contestants: { id: ContestantName; label: string; version: string; mtuBytes: number | null }[]
  /** Contestants and runs that are not in the figures, each with its reason. */
  skipped: { what: string; reason: string }[]
  scenarios: Scenario[]
}

export type Scenario = {
  /** The metric's heading, for people. */
  name: string
  metric: Metric
  unit: string
  contestant: ContestantName
  runs: number
  /** In the order of the runs. */
  values: number[]
  median: number
  min: number
  max: number
  bars: Verdict[]
  /** Null without a bar, or where no bar could be judged. */
  passed: boolean | null
}

export function toScenarios(observed: readonly Observation[], bars: readonly Bar[]): Scenario[] {
  const all = [...observed, ...addedRoundTrips(observed)]
  const valuesOf = (metric: Metric, contestant: ContestantName) =>
    all
      .filter((one) => one.metric === metric && one.contestant === contestant)
      .map(({ value }) => value)
  const medianOf = (metric: Metric) => (contestant: ContestantName) => {
    const values = valuesOf(metric, contestant)
    return values.length === 0 ? undefined : summarize(values).median
  }
  return metricNames.flatMap((metric) => {
    const contestants = new Set(
      all.filter((one) => one.metric === metric).map(({ contestant }) => contestant),
    )
    return [...contestants].map((contestant) => {
      const values = valuesOf(metric, contestant)
      const summary = summarize(values)
      const verdicts = bars
        .filter((bar) => bar.metric === metric && bar.contestant === contestant)
        .map((bar) => judge(bar, summary.median, medianOf(metric)))
      const { heading: name, unit } = metrics[metric]
      const runs = values.length
      const passed = passedAll(verdicts)
      return { name, metric, unit, contestant, runs, values, ...summary, bars: verdicts, passed }
    })
  })
}

function passedAll(verdicts: readonly Verdict[]): boolean | null {
  const judged = verdicts.filter(({ passed }) => passed !== null)
  return judged.length === 0 ? null : judged.every(({ passed }) => passed)
}

/** What a tunnel adds, each run against raw veth's in the same round: both saw the same moment of the machine. */
function addedRoundTrips(observed: readonly Observation[]): Observation[] {
  const roundTrips = observed.filter(({ metric }) => metric === 'rtt-p50')
  const raw = new Map(
    roundTrips
      .filter(({ contestant }) => contestant === 'raw-veth')
      .map(({ round, value }) => [round, value]),
  )
  return roundTrips
    .filter(({ contestant }) => contestant !== 'raw-veth')
    .flatMap(({ round, contestant, value }) => {
      const base = raw.get(round)
      if (base === undefined) return []
      return [{ round, contestant, metric: 'rtt-added-p50' as const, value: value - base }]
    })
}
