// Every sentence of `vip lab report`. Pure.
import type { LabReport, ReportScenario } from '../contract/lab-report.ts'
import type { Progress } from '../lab/report/run-report.ts'

export const reportText = {
  help: `Usage: vip lab report [--runs N] [--only WORD] [--fast] [--static] [--vs] [--check] [--out DIR] [--json]

Repeats the paper's evaluation: messages each millisecond between hosts a and b, by UDP and TCP, while
they move, in labs of its own. Prints each figure beside the paper's and beside its bar, and writes
figures 2, 3 and 4 as SVG and the points they are made of as JSON.

  --runs N      of each scenario (10); the bars are for 50. Long scenarios are run less often
  --only WORD   only scenarios whose names contain it; several times for several
  --fast        idle for seconds instead of a minute
  --static      no helpers: the lab tells two tunnels of each move, which shows what the path alone costs
  --vs          the same with wireguard-go and nebula, where installed
  --check       exit with status 1 when a bar is missed
  --out DIR     where figures and points go (a temporary folder)
  --json        print one JSON object
`,

  badRuns: (word: string) => `--runs cannot be "${word}": give a whole number from 1 up.`,

  noScenario: (words: readonly string[], names: readonly string[]) =>
    `No scenario's name contains ${words.join(' or ')}; there are: ${names.join(', ')}.`,

  progress({ done, of, leftMs, contestant, scenario, value }: Progress): string {
    const outcome = value === undefined ? 'failed' : value === null ? 'never went on' : short(value)
    return `${done} of ${of}, ${timeText(leftMs)} left: ${contestant}, ${scenario}: ${outcome}`
  },

  report(report: LabReport, files: readonly string[]): string {
    const { machine, roundTripsMs, scenarios, skipped, folder } = report
    const { cpu, cores, kernel, date, loadBefore } = machine
    const parts = [
      `${cpu}, ${cores} cores, ${kernel}, ${date}`,
      `load average before: ${loadBefore.toFixed(1)}${loadBefore > QUIET_LOAD ? ': NOT a quiet machine, do not judge by these figures' : ''}`,
      `round trips without a tunnel: ${roundTripsMs.peer.toFixed(2)} ms between the hosts, ${roundTripsMs.nameServer.toFixed(2)} ms to the name server`,
      '',
      table(scenarios),
      '',
      'In ms from the new link having address and route (or waking, or being started) to the next message, of both',
      'directions the later; first message: from being sent to being there; lost: messages that never came.',
      ...(skipped.length === 0 ? [] : ['', 'Not measured:', ...skippedLines(skipped)]),
      '',
      verdict(scenarios),
      `Written to ${folder}: ${files.join(', ')}`,
    ]
    return `${parts.join('\n')}\n`
  },
}

/** Others at work change what is measured. */
const QUIET_LOAD = 0.5

const columns = ['median', 'worst', 'best', 'runs', 'paper', 'bar'] as const
const COLUMN_WIDTH = 9
const BAR_WIDTH = 14

function table(scenarios: readonly ReportScenario[]): string {
  const titles = scenarios.map(rowTitle)
  const width = Math.max(8, ...titles.map((title) => title.length)) + 2
  const head = columns.map((name) => name.padStart(name === 'bar' ? BAR_WIDTH : COLUMN_WIDTH))
  const rows = scenarios.map((scenario, index) => {
    const { runs, median, max, min, paper, bar, passed } = scenario
    const cells = [figure(runs, median), figure(runs, max), figure(runs, min), String(runs)]
    const known = [...cells, paper === null ? '' : short(paper)]
    const limit = bar === null ? '' : `${short(bar.median)} / ${short(bar.worst)}`
    const word = passed === null ? '' : passed ? '  passed' : '  MISSED'
    const text = known.map((cell) => cell.padStart(COLUMN_WIDTH)).join('')
    return `${(titles[index] ?? '').padEnd(width)}${text}${limit.padStart(BAR_WIDTH)}${word}`.trimEnd()
  })
  return [`${''.padEnd(width)}${head.join('')}`, ...rows].join('\n')
}

function rowTitle({ title, contestant, metric }: ReportScenario): string {
  const what = metric === 'lost' ? ' (lost)' : metric === 'first-message' ? ' (first message)' : ''
  return contestant === 'vip' ? `${title}${what}` : `  ${contestant}: ${title}${what}`
}

function figure(runs: number, value: number | null): string {
  return runs === 0 ? '-' : value === null ? 'never' : short(value)
}

function short(value: number): string {
  return Number.isInteger(value) ? String(value) : value < 100 ? value.toFixed(1) : value.toFixed(0)
}

function skippedLines(skipped: LabReport['skipped']): string[] {
  const lines = skipped.map(({ what, reason }) => `  ${what}: ${reason}`)
  // A run that fails in the same way each time is told once.
  return [...new Set(lines)].map((line) => {
    const times = lines.filter((other) => other === line).length
    return times === 1 ? line : `${line} (${times} times)`
  })
}

function verdict(scenarios: readonly ReportScenario[]): string {
  const count = (wanted: boolean) => scenarios.filter(({ passed }) => passed === wanted).length
  return `${count(true)} bars reached, ${count(false)} missed`
}

function timeText(ms: number): string {
  const seconds = Math.round(ms / 1000)
  return seconds < 100 ? `${seconds} s` : `${Math.round(seconds / 60)} min`
}
