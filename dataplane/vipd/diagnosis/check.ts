// One row of `vip doctor`.
import type { Diagnosis } from '../../contract/calls.ts'

export type Check = Diagnosis['checks'][number]

export function ok(code: string, text: string): Check {
  return { code, severity: 'ok', text, remedy: null }
}

/** What could not be looked at, and why. */
export function skipped(code: string, text: string): Check {
  return { code, severity: 'skipped', text, remedy: null }
}
