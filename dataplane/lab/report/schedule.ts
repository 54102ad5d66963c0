// In which order what is measured: contestant by contestant, and for each the labs that its scenarios need. Within a lab
// scenarios take turns, so that what disturbs the machine for a while disturbs them alike. Pure.
import type { Contestant } from './contestants/contestant.ts'
import type { Scenario } from './scenarios/scenario.ts'

export interface Batch {
  contestant: Contestant
  nameServerDelayMs: number
  turns: readonly Scenario[]
}

export interface ScheduleWish {
  /** Ours first. */
  contestants: readonly Contestant[]
  scenarios: readonly Scenario[]
  runs: number
  /** Others that never recover cost their patience each time. */
  runsOfOthers: number
}

export function scheduleOf({ contestants, scenarios, runs, runsOfOthers }: ScheduleWish): Batch[] {
  return contestants.flatMap((contestant) => {
    const isOurs = isOurContestant(contestant)
    const own = scenarios.filter(({ isForOthers }) => contestant.id === 'vip' || isForOthers)
    const delays = [...new Set(own.map(({ nameServerDelayMs }) => nameServerDelayMs))]
    return delays.map((nameServerDelayMs) => {
      const ofLab = own.filter((scenario) => scenario.nameServerDelayMs === nameServerDelayMs)
      return { contestant, nameServerDelayMs, turns: inTurns(ofLab, isOurs ? runs : runsOfOthers) }
    })
  })
}

/** With helpers, or told by the lab. */
export function isOurContestant({ id }: Contestant): boolean {
  return id === 'vip' || id === 'vip-static'
}

function inTurns(scenarios: readonly Scenario[], runs: number): Scenario[] {
  const rounds = Array.from({ length: runs }, (_, round) => round)
  return rounds.flatMap((round) =>
    scenarios.filter(({ mostRuns = runs }) => round < Math.min(runs, mostRuns)),
  )
}

/** In ms, of what is left; as long as seen, or as long as guessed. */
export function timeLeftMs(
  turns: readonly Scenario[],
  seenMs: ReadonlyMap<string, number>,
): number {
  return turns
    .map(({ name, takesMs }) => seenMs.get(name) ?? takesMs)
    .reduce((one, other) => one + other, 0)
}
