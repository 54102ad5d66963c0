// All scenarios of the report, in the order of its table.
import { bothSidesScenarios } from './both-sides.ts'
import { idleRoam } from './idle-roam.ts'
import { makeBeforeBreak } from './make-before-break.ts'
import { oneSideScenarios } from './one-side.ts'
import { restartScenarios } from './restart.ts'
import type { Scenario } from './scenario.ts'
import { sleepScenarios } from './sleep.ts'

/** BARS, handover. */
const IDLE_MS = 60_000
const IDLE_MS_IF_FAST = 3000

/** @param isFast idle for seconds instead of a minute */
export function allScenarios(isFast: boolean): readonly Scenario[] {
  return [
    ...oneSideScenarios,
    ...bothSidesScenarios,
    makeBeforeBreak,
    idleRoam(isFast ? IDLE_MS_IF_FAST : IDLE_MS),
    ...sleepScenarios,
    ...restartScenarios,
  ]
}
