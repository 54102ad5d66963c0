// What a helper that was killed left, and this one could not undo at its start (PRODUCT, rules of behaviour 5).
import { join } from 'node:path'
import type { Check } from './check.ts'
import { ok } from './check.ts'
import type { Machine } from './machine.ts'

/** Of a file that was being replaced (lib/atomic-file.ts). */
const unfinished = /\.[0-9a-f]{12}$/

/** @param notUndone one sentence each */
export function leftoverCheck(
  machine: Machine,
  folders: readonly string[],
  notUndone: readonly string[],
): Check {
  if (notUndone.length > 0) {
    return {
      code: 'leftovers',
      severity: 'error',
      text: `An earlier helper left what could not be undone: ${notUndone.join('; ')}.`,
      remedy: 'Stop this helper, and run "vip cleanup" as root.',
    }
  }
  const files = folders.flatMap((folder) =>
    machine
      .namesIn(folder)
      .filter((name) => unfinished.test(name))
      .map((name) => join(folder, name)),
  )
  if (files.length === 0) return ok('leftovers', 'Nothing is left of an earlier helper.')
  return {
    code: 'leftovers',
    severity: 'info',
    text: `A helper that was killed left ${files.length} unfinished file${files.length === 1 ? '' : 's'}: ${files.join(', ')}.`,
    remedy: 'They mean nothing, and may be removed.',
  }
}
