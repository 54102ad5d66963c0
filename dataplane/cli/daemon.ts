// `vip daemon`: becomes the helper.
import { helperNodeOptions, helperProgram } from '../contract/helper-program.ts'
import { becomeProgram } from './become-program.ts'
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
  return becomeProgram(helperProgram, helperNodeOptions, argv)
}
