// Moves of all kinds, as chance has it. Pure, given its random numbers.
import { lanNames } from '../../dataplane/lab/address-plan.ts'
import type { LanName } from '../../dataplane/lab/address-plan.ts'
import type { SeededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'
import type { Places } from '../../dataplane/lab/report/contestants/contestant.ts'
import type { Destinations, MovePlan } from '../../dataplane/lab/report/move-steps.ts'

/** Without a link, or with both: from nothing to what a slow hand needs. */
const LONGEST_PAUSE_MS = 300
const LONGEST_REST_MS = 400

export type RandomMove = {
  plan: MovePlan
  /** From when messages flow again to the next move. */
  restMs: number
}

export function randomMove(random: SeededRandom, places: Places): RandomMove {
  const who = random.below(3)
  const to: Destinations = {
    ...(who !== 1 && { a: otherLan(places.a) }),
    ...(who !== 0 && { b: otherLan(places.b) }),
  }
  const kind = random.below(3) === 0 ? 'make-before-break' : 'break-before-make'
  const pauseMs = random.below(LONGEST_PAUSE_MS)
  return { plan: { to, kind, pauseMs }, restMs: random.below(LONGEST_REST_MS) }
}

/** As "both, break-before-make": figures are told for each. */
export function kindOf({ to, kind }: MovePlan): string {
  const hosts = Object.keys(to)
  return `${hosts.length === 2 ? 'both' : hosts.join()}, ${kind}`
}

function otherLan(lan: LanName): LanName {
  return lanNames.find((name) => name !== lan) ?? lan
}
