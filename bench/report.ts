// The results as tables for people.
import type { Verdict } from './bars.ts'
import { metricNames, metrics, type Metric } from './metrics.ts'
import type { Results, Scenario } from './results.ts'
import { summarize } from '../dataplane/lab/measuring/statistics.ts'

const labelColumns = 30
const numberColumns = 10
/** More of the processors than that in the hands of others, and figures say more about them than about us. */
const quietShare = 0.1

export function reportText(results: Results): string {
  const { scenarios, skipped } = results
  const sections = metricNames
    .map((metric) => scenarios.filter((scenario) => scenario.metric === metric))
    .filter((ofMetric) => ofMetric.length > 0)
    .map((ofMetric) => tableText(ofMetric, results))
  return [
    machineText(results),
    ...sections,
    ...(skipped.length === 0
      ? []
      : [['Skipped', ...skipped.map(({ what, reason }) => `  ${what}: ${reason}`)].join('\n')]),
    summaryText(scenarios),
  ].join('\n\n')
}

function machineText({ machine, otherWork, contestants }: Results): string {
  const { cpu, cores, kernel, date, loadBefore } = machine
  return [
    `${cpu}, ${cores} cores, ${kernel}, ${date}`,
    `load average before: ${loadBefore.toFixed(1)}${otherWorkText(otherWork)}`,
    '',
    ...contestants.map(({ label, version, mtuBytes }) =>
      [`  ${label.padEnd(labelColumns)}${version}`, ...(mtuBytes ? [`MTU ${mtuBytes}`] : [])].join(
        ', ',
      ),
    ),
  ].join('\n')
}

function otherWorkText(shares: readonly number[]): string {
  if (shares.length === 0) return ''
  const { median, max } = summarize(shares)
  const percent = (share: number) => `${Math.round(share * 100)} %`
  const warning = max > quietShare ? ': NOT a quiet machine, do not judge by these figures' : ''
  return `; others took ${percent(median)} of the processors, at most ${percent(max)}${warning}`
}

function tableText(scenarios: readonly Scenario[], { contestants }: Results): string {
  const [first] = scenarios
  if (first === undefined) return ''
  const { name, unit, metric } = first
  const labelOf = (id: string) => contestants.find((one) => one.id === id)?.label ?? id
  const heading = ['median', 'min', 'max', 'runs'].map((word) => word.padStart(numberColumns))
  const rows = scenarios.map(({ contestant, median, min, max, runs }) =>
    [
      `  ${labelOf(contestant).padEnd(labelColumns)}`,
      ...[median, min, max].map((value) => formatted(value, metric).padStart(numberColumns)),
      String(runs).padStart(numberColumns),
    ].join(''),
  )
  const verdicts = scenarios.flatMap(({ bars }) =>
    bars.map((verdict) => `  ${verdictText(verdict, metric, labelOf)}`),
  )
  const title = `${name}, ${unit}`
  return [title, `  ${''.padEnd(labelColumns)}${heading.join('')}`, ...rows, ...verdicts].join('\n')
}

function verdictText(
  { bar, anchor, measured, passed }: Verdict,
  metric: Metric,
  labelOf: (id: string) => string,
): string {
  if (passed === null) return `-       ${bar}: the anchor was not measured`
  const word = passed ? 'passed' : 'MISSED'
  if (anchor === null) return `${word}  ${bar}: ${formatted(measured ?? 0, metric)}`
  const ratio = measured === null ? 'anchor at 0' : `${measured.toFixed(2)} x`
  return `${word}  ${bar}: ${ratio} ${labelOf(anchor.contestant)}`
}

function summaryText(scenarios: readonly Scenario[]): string {
  const verdicts = scenarios.flatMap(({ bars }) => bars)
  const count = (wanted: boolean | null) =>
    verdicts.filter(({ passed }) => passed === wanted).length
  return `${count(true)} bars passed, ${count(false)} missed, ${count(null)} without an anchor`
}

function formatted(value: number, metric: Metric): string {
  return value.toFixed(metrics[metric].digits)
}
