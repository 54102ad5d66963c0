// Runs the scenarios of the report, one after the other, each contestant in labs of its own, and leaves nothing behind.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { messageOf } from '../../lib/error-message.ts'
import type { LabReport } from '../../contract/lab-report.ts'
import type { Contestant } from './contestants/contestant.ts'
import { measureRoundTrips } from './round-trips.ts'
import type { MeasuredScenario } from './results.ts'
import { isOurContestant, scheduleOf, timeLeftMs } from './schedule.ts'
import type { Batch, ScheduleWish } from './schedule.ts'
import type { RoundTrips, Run, Scenario } from './scenarios/scenario.ts'
import { Stage } from './stage.ts'

/** For how long a stream that has stopped is waited for. Nebula takes half a minute. */
const PATIENCE_MS = 10_000
const PATIENCE_WITH_OTHERS_MS = 35_000
/** A scenario that cannot be measured so often is left out. */
const MOST_FAILURES = 2

export interface Progress {
  done: number
  of: number
  leftMs: number
  contestant: string
  scenario: string
  /** Of the run that was done last; undefined when one failed, null when nothing came. */
  value: number | null | undefined
}

export interface ReportRunWish extends ScheduleWish {
  /** Distinct among all reports that run on this machine. */
  name: string
  /** An existing folder for what is not kept. */
  folder: string
  signal: AbortSignal
  onProgress: (progress: Progress) => void
}

export interface ReportRuns {
  roundTripsMs: RoundTrips
  measured: MeasuredScenario[]
  skipped: LabReport['skipped']
}

/** @throws the reason of `signal`, with nothing left; or when no lab comes up at all */
export async function runReport(wish: ReportRunWish): Promise<ReportRuns> {
  const run = new ReportRun(wish)
  const stop = () => void run.stop()
  wish.signal.addEventListener('abort', stop)
  try {
    return await run.all()
  } finally {
    await run.stop()
    wish.signal.removeEventListener('abort', stop)
  }
}

class ReportRun {
  readonly #wish: ReportRunWish
  readonly #batches: readonly Batch[]
  readonly #runs = new Map<string, Run[]>()
  readonly #failures = new Map<string, number>()
  readonly #seenMs = new Map<string, number>()
  readonly #skipped: LabReport['skipped'] = []
  /** Why the first lab that did not come up did not. */
  #hindrance: Error | undefined
  #stage: Stage | undefined
  #stages = 0
  #roundTripsMs: RoundTrips | undefined
  #done = 0

  constructor(wish: ReportRunWish) {
    this.#wish = wish
    const present = wish.contestants.filter((contestant) => {
      const reason = contestant.missing()
      if (reason !== undefined) this.#skipped.push({ what: contestant.label, reason })
      return reason === undefined
    })
    this.#batches = scheduleOf({ ...wish, contestants: present })
  }

  async all(): Promise<ReportRuns> {
    for (const batch of this.#batches) {
      await this.#runBatch(batch)
      await this.#closeStage()
    }
    if (this.#roundTripsMs === undefined) throw this.#hindrance ?? new Error('nothing to run')
    return {
      roundTripsMs: this.#roundTripsMs,
      measured: this.#measured(),
      skipped: this.#skipped,
    }
  }

  /** May be called again, and while something runs, which then fails. */
  async stop(): Promise<void> {
    await this.#closeStage()
  }

  async #runBatch({ contestant, nameServerDelayMs, turns }: Batch): Promise<void> {
    for (const [index, scenario] of turns.entries()) {
      this.#wish.signal.throwIfAborted()
      const key = keyOf(contestant, scenario)
      if ((this.#failures.get(key) ?? 0) >= MOST_FAILURES) {
        this.#done += 1
        continue
      }
      try {
        this.#stage ??= await this.#openStage(contestant, nameServerDelayMs)
      } catch (error) {
        this.#wish.signal.throwIfAborted()
        if (error instanceof Error) this.#hindrance ??= error
        this.#skipped.push({ what: contestant.label, reason: messageOf(error) })
        this.#done += turns.length - index
        return
      }
      await this.#runOnce(contestant, scenario)
    }
  }

  async #runOnce(contestant: Contestant, scenario: Scenario): Promise<void> {
    const key = keyOf(contestant, scenario)
    const begunAt = performance.now()
    let value: number | null | undefined
    try {
      const run = await scenario.run(this.#stage as Stage, this.#patienceMs(contestant))
      value = run.value
      this.#runs.set(key, [...(this.#runs.get(key) ?? []), run])
      // What has lost its way is not a fair start for the next.
      if (value === null) await this.#closeStage()
    } catch (error) {
      this.#wish.signal.throwIfAborted()
      this.#failures.set(key, (this.#failures.get(key) ?? 0) + 1)
      this.#skipped.push({
        what: `${contestant.label}, ${scenario.title}, one run`,
        reason: messageOf(error),
      })
      await this.#closeStage()
    }
    this.#seenMs.set(scenario.name, performance.now() - begunAt)
    this.#done += 1
    this.#tell(contestant, scenario, value)
  }

  async #openStage(contestant: Contestant, nameServerDelayMs: number): Promise<Stage> {
    const name = `${this.#wish.name}-${(this.#stages += 1)}`
    const folder = join(this.#wish.folder, name)
    await mkdir(folder, { recursive: true, mode: 0o700 })
    const stage = await Stage.open(contestant, { name, folder, nameServerDelayMs })
    if (this.#wish.signal.aborted) await stage.stop()
    this.#wish.signal.throwIfAborted()
    this.#roundTripsMs ??= await measureRoundTrips(stage.contestant.sandbox)
    return stage
  }

  async #closeStage(): Promise<void> {
    const stage = this.#stage
    this.#stage = undefined
    await stage?.stop()
  }

  #patienceMs(contestant: Contestant): number {
    return isOurContestant(contestant) ? PATIENCE_MS : PATIENCE_WITH_OTHERS_MS
  }

  #tell(contestant: Contestant, scenario: Scenario, value: number | null | undefined): void {
    const turns = this.#batches.flatMap((batch) => batch.turns)
    this.#wish.onProgress({
      done: this.#done,
      of: turns.length,
      leftMs: timeLeftMs(turns.slice(this.#done), this.#seenMs),
      contestant: contestant.label,
      scenario: scenario.title,
      value,
    })
  }

  /** In the order of the scenarios, ours before others. */
  #measured(): MeasuredScenario[] {
    return this.#wish.scenarios.flatMap((scenario) =>
      this.#wish.contestants.flatMap((contestant) => {
        const runs = this.#runs.get(keyOf(contestant, scenario))
        const patienceMs = this.#patienceMs(contestant)
        return runs === undefined ? [] : [{ contestant, scenario, runs, patienceMs }]
      }),
    )
  }
}

function keyOf(contestant: Contestant, scenario: Scenario): string {
  return `${contestant.id} ${scenario.name}`
}
