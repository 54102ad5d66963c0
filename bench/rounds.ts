// Lets all contestants take turns: what disturbs the machine for a while then disturbs them alike, and the medians agree.
import type { Contestant, Path } from './contestants/contestant.ts'
import type { Effort, Measurement, Sample } from './measurements/measurement.ts'
import { otherWorkShare } from './other-work.ts'
import type { Observation } from './results.ts'

export type Competitor = { contestant: Contestant; path: Path }

export type RoundsOutcome = {
  observed: Observation[]
  otherWork: number[]
  /** Runs that could not be measured. */
  failed: { what: string; reason: string }[]
}

/**
 * Round by round, measurement by measurement, contestant by contestant. Who begins changes with each round.
 * @param note is told of each finished run
 * @throws the reason of `signal`, whose owner ends what is under way
 */
export async function measureRounds(
  competitors: readonly Competitor[],
  measurements: readonly Measurement[],
  effort: Effort,
  note: (words: string) => void,
  signal: AbortSignal,
): Promise<RoundsOutcome> {
  const prepared: { what: string; contestant: Contestant; runs: (() => Promise<Sample[]>)[] }[] = []
  for (const { contestant, path } of competitors) {
    const runs = []
    for (const measurement of measurements) runs.push(await measurement.prepare(path, effort))
    prepared.push({ what: contestant.label, contestant, runs })
  }
  const outcome: RoundsOutcome = { observed: [], otherWork: [], failed: [] }
  for (let round = 0; round < effort.runs; round += 1) {
    outcome.otherWork.push(await otherWorkShare())
    for (const [index, { name }] of measurements.entries()) {
      for (const { what, contestant, runs } of rotated(prepared, round)) {
        try {
          const samples = (await runs[index]?.()) ?? []
          const contestantId = contestant.id
          outcome.observed.push(
            ...samples.map((sample) => ({ round, contestant: contestantId, ...sample })),
          )
          note(`round ${round + 1} of ${effort.runs}, ${name}, ${what}: ${valuesText(samples)}`)
        } catch (error) {
          // Whatever failed then did so because its processes were ended.
          signal.throwIfAborted()
          const reason = error instanceof Error ? error.message : String(error)
          outcome.failed.push({ what: `${what}, ${name}, round ${round + 1}`, reason })
          note(`round ${round + 1} of ${effort.runs}, ${name}, ${what}: failed (${reason})`)
        }
      }
    }
  }
  return outcome
}

function rotated<Item>(items: readonly Item[], by: number): Item[] {
  const at = by % Math.max(1, items.length)
  return [...items.slice(at), ...items.slice(0, at)]
}

function valuesText(samples: readonly Sample[]): string {
  return samples.map(({ metric, value }) => `${metric} ${value.toPrecision(3)}`).join(', ')
}
