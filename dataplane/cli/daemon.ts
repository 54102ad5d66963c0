// `vip daemon`: becomes the helper. The process is replaced, so that signals, its number and its
// standard streams are the helper's own, as systemd wants them.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { helperNodeOptions, helperProgram } from '../contract/helper-program.ts'
import { exitStatus } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { text } from './text.ts'

export const daemon: Command = {
  help: text.daemonHelp,
  async run(argv) {
    return becomeHelper(argv)
  },
}

/** Returns only where the helper is not built. */
export function becomeHelper(argv: readonly string[]): ExitStatus {
  // Beside this program when it is built, in out/ when it runs from source.
  const folder = import.meta.url.endsWith('.ts') ? '../../out/' : './'
  const program = fileURLToPath(new URL(folder + helperProgram, import.meta.url))
  if (!existsSync(program)) {
    process.stderr.write(text.notBuilt(program))
    return exitStatus.failed
  }
  const args = [process.execPath, ...helperNodeOptions, program, ...argv]
  if (process.execve === undefined) throw new Error('this Node cannot replace its process')
  return process.execve(process.execPath, args, process.env)
}
