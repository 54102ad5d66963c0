// `vip lab exec`: runs a command on a host, and is that command for whoever called: terminal,
// input, signals, exit status.
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { parseArgs } from 'node:util'
import { openLab } from '../lab/lab.ts'
import { RunDirectory } from '../lab/run-directory.ts'
import { UsageError } from './command.ts'
import type { Command, ExitStatus } from './command.ts'
import { labOption, requireMachine, splitCommand } from './lab-arguments.ts'
import { labText } from './lab-text.ts'

/**
 * Those that ask a process to end or to take note. The terminal sends SIGINT and SIGQUIT to the
 * command itself.
 */
const passedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const

/** A shell's way to say that a signal ended a command (POSIX, Shell Command Language 2.8.2). */
const SIGNAL_STATUS = 128

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
    const child = openLab(new RunDirectory(values.lab)).spawn(machine, command, {
      stdio: 'inherit',
    })
    for (const signal of passedOn) process.on(signal, () => child.kill(signal))
    for (const signal of fromTerminal) {
      process.on(signal, () => {
        if (!isInForeground()) child.kill(signal)
      })
    }
    const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return status ?? endBy(signal)
  },
}

/** Whether the terminal sends its signals to this process's group, and so to the command too. */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // proc_pid_stat(5): process group, and the terminal's foreground group.
  return fields[2] === fields[5]
}

function endBy(signal: NodeJS.Signals | null): ExitStatus {
  return SIGNAL_STATUS + (signal === null ? 0 : constants.signals[signal])
}
