// From runs to the figures of the report. Pure.
import type { LabReport, ReportScenario } from '../../contract/lab-report.ts'
import type { Contestant } from './contestants/contestant.ts'
import type { Bar, RoundTrips, Run, Scenario } from './scenarios/scenario.ts'

export interface MeasuredScenario {
  contestant: Contestant
  scenario: Scenario
  runs: readonly Run[]
  patienceMs: number
}

export function toScenario(
  { contestant, scenario, runs, patienceMs }: MeasuredScenario,
  roundTrips: RoundTrips,
): ReportScenario {
  const values = runs.map(({ value }) => value)
  const summary = summarizeOrNever(values)
  // Those with an oracle have nothing to prove.
  const bar = contestant.id === 'vip' ? scenario.bar(roundTrips) : null
  const { name, title, metric, paper } = scenario
  return {
    ...{ name, title, metric, paper, contestant: contestant.id, values, patienceMs, bar },
    unit: metric === 'lost' ? 'messages' : 'ms',
    runs: runs.length,
    ...summary,
    passed: bar === null || runs.length === 0 ? null : reaches(summary, bar),
  }
}

type Summary = Pick<ReportScenario, 'median' | 'min' | 'max'>

/** What never came is worse than any number; of an even count of runs the worse of the two in the middle counts with it. */
export function summarizeOrNever(values: readonly (number | null)[]): Summary {
  const sorted = values.map((value) => value ?? Infinity).toSorted((one, other) => one - other)
  const middle = (sorted.length - 1) / 2
  const [below, above] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  const median = below === undefined || above === undefined ? null : (below + above) / 2
  return { median: finite(median), min: finite(sorted[0]), max: finite(sorted.at(-1)) }
}

function finite(value: number | null | undefined): number | null {
  return value === undefined || value === Infinity ? null : value
}

function reaches({ median, max }: Summary, bar: Bar): boolean {
  return median !== null && max !== null && median <= bar.median && max <= bar.worst
}

/** The run in the middle, which figures show; undefined without a run. */
export function middleRun(runs: readonly Run[]): Run | undefined {
  const sorted = runs.toSorted((one, other) => (one.value ?? Infinity) - (other.value ?? Infinity))
  return sorted[Math.floor((sorted.length - 1) / 2)]
}

export function missedBars({ scenarios }: LabReport): ReportScenario[] {
  return scenarios.filter(({ passed }) => passed === false)
}
