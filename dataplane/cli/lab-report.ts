// `vip lab report`: the paper's evaluation again, in labs of its own that end with it.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import type { LabReport } from '../contract/lab-report.ts'
import { describeMachine } from '../lab/measuring/machine.ts'
import { nebula } from '../lab/report/contestants/nebula.ts'
import { vipStatic } from '../lab/report/contestants/vip-static.ts'
import { vip } from '../lab/report/contestants/vip.ts'
import { wireguardGo } from '../lab/report/contestants/wireguard-go.ts'
import { missedBars, toScenario } from '../lab/report/results.ts'
import { runReport } from '../lab/report/run-report.ts'
import type { Progress, ReportRuns } from '../lab/report/run-report.ts'
import { allScenarios } from '../lab/report/scenarios/all-scenarios.ts'
import type { Scenario } from '../lab/report/scenarios/scenario.ts'
import { writeReport } from '../lab/report/write-report.ts'
import { UsageError, exitStatus } from './command.ts'
import type { Command } from './command.ts'
import { refuseMore } from './lab-arguments.ts'
import { reportText } from './lab-report-text.ts'

const options = {
  runs: { type: 'string', default: '10' },
  only: { type: 'string', multiple: true },
  fast: { type: 'boolean', default: false },
  static: { type: 'boolean', default: false },
  vs: { type: 'boolean', default: false },
  check: { type: 'boolean', default: false },
  out: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

/** Others that never recover cost their patience each time. */
const MOST_RUNS_OF_OTHERS = 5
/** Lines of progress where there is no terminal. */
const TELL_EVERY_MS = 5000

export const labReport: Command = {
  help: reportText.help,
  async run(argv) {
    const { values, positionals } = parseArgs({ args: [...argv], options, allowPositionals: true })
    refuseMore(positionals, 0)
    const runs = requireRuns(values.runs)
    const scenarios = chooseScenarios(allScenarios(values.fast), values.only ?? [])
    const machine = describeMachine()
    const interruption = new AbortController()
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => interruption.abort(signal))
    }
    const temporary = await mkdtemp(join(tmpdir(), 'vip-lab-report-'))
    let measured: ReportRuns
    try {
      measured = await runReport({
        contestants: [values.static ? vipStatic : vip, ...(values.vs ? [wireguardGo, nebula] : [])],
        ...{ scenarios, runs, runsOfOthers: Math.min(runs, MOST_RUNS_OF_OTHERS) },
        name: `report-${process.pid}`,
        folder: join(temporary, 'work'),
        signal: interruption.signal,
        onProgress: progressWriter(),
      })
    } catch (error) {
      await rm(temporary, { recursive: true, force: true })
      if (!interruption.signal.aborted) throw error
      return SIGNAL_STATUS[interruption.signal.reason as keyof typeof SIGNAL_STATUS]
    }
    await rm(join(temporary, 'work'), { recursive: true, force: true })
    if (values.out !== undefined) await rm(temporary, { recursive: true, force: true })
    const report: LabReport = {
      machine,
      roundTripsMs: measured.roundTripsMs,
      scenarios: measured.measured.map((one) => toScenario(one, measured.roundTripsMs)),
      skipped: measured.skipped,
      folder: values.out === undefined ? temporary : resolve(values.out),
    }
    const files = await writeReport(report, measured.measured)
    process.stdout.write(
      values.json ? `${JSON.stringify(report)}\n` : reportText.report(report, files),
    )
    return values.check && missedBars(report).length > 0 ? exitStatus.failed : exitStatus.done
  },
}

/** What a shell is told of a program that a signal ended. */
const SIGNAL_STATUS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const

/** @throws UsageError */
function requireRuns(word: string): number {
  if (/^[1-9]\d{0,5}$/.test(word)) return Number(word)
  throw new UsageError(reportText.badRuns(word))
}

/** @throws UsageError */
function chooseScenarios(all: readonly Scenario[], words: readonly string[]): readonly Scenario[] {
  if (words.length === 0) return all
  const chosen = all.filter(({ name }) => words.some((word) => name.includes(word)))
  if (chosen.length > 0) return chosen
  throw new UsageError(
    reportText.noScenario(
      words,
      all.map(({ name }) => name),
    ),
  )
}

/** One line that is written over, or where there is no terminal, a line now and then. */
function progressWriter(): (progress: Progress) => void {
  let toldAt = 0
  return (progress) => {
    const line = reportText.progress(progress)
    if (process.stderr.isTTY) {
      const isLast = progress.done === progress.of
      process.stderr.write(`\r\x1b[2K${line.slice(0, process.stderr.columns)}${isLast ? '\n' : ''}`)
      return
    }
    const now = performance.now()
    if (now - toldAt < TELL_EVERY_MS && progress.done < progress.of) return
    toldAt = now
    process.stderr.write(`${line}\n`)
  }
}
