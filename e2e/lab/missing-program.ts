// Which of the programs that a spec drives are not on this machine.
import { installedProgram } from '../../dataplane/lab/installed-program.ts'

/** A reason to skip, or undefined when all are there. */
export function missingProgram(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => installedProgram(name) === undefined)
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`
}
