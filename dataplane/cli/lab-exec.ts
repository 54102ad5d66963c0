// `vip lab exec`: runs a command on a host, and is that command for whoever called: terminal,
// input, signals, exit status.
import { parseArgs } from 'node:util'
import { openLab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { runChild } from './child-program.ts'
import { UsageError } from './command.ts'
import type { Command } from './command.ts'
import { labOption, requireMachine, splitCommand } from './lab-arguments.ts'
import { labText } from './lab-text.ts'

export const labExec: Command = {
  help: labText.execHelp,
  async run(argv) {
    const { own, command } = splitCommand(argv)
    const { values, positionals } = parseArgs({
      args: own,
      options: labOption,
      allowPositionals: true,
    })
    const machine = requireMachine(positionals[0])
    if (command.length === 0) throw new UsageError(labText.needsCommand)
    const lab = openLab(new RunDirectory(values.lab))
    return runChild(() => lab.spawn(machine, command, { stdio: 'inherit' }))
  },
}
