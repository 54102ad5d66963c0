// A command of `vip` that is another built program: the process is replaced, so that signals, its number, its terminal and its
// standard streams are that program's own, as systemd and shells want them.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { exitStatus } from './command.ts'
import type { ExitStatus } from './command.ts'
import { text } from './text.ts'

/**
 * Returns only where the program is not built.
 * @param name in the folder of built programs
 */
export function becomeProgram(
  name: string,
  nodeOptions: readonly string[],
  argv: readonly string[],
): ExitStatus {
  // Beside this program when it is built, in out/ when it runs from source.
  const folder = import.meta.url.endsWith('.ts') ? '../../out/' : './'
  const program = fileURLToPath(new URL(folder + name, import.meta.url))
  if (!existsSync(program)) {
    process.stderr.write(text.notBuilt(program))
    return exitStatus.failed
  }
  const args = [process.execPath, ...nodeOptions, program, ...argv]
  if (process.execve === undefined) throw new Error('this Node cannot replace its process')
  return process.execve(process.execPath, args, process.env)
}
