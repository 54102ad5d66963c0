// A program that a command of `vip` is, for whoever called: terminal, signals, exit status.
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import type { ExitStatus } from './command.ts'

/**
 * Those that ask a process to end or to take note. The terminal sends SIGINT and SIGQUIT to the
 * command itself.
 */
const passedOn = ['SIGTERM', 'SIGHUP', 'SIGUSR1', 'SIGUSR2'] as const
const fromTerminal = ['SIGINT', 'SIGQUIT'] as const

/** A shell's way to say that a signal ended a command (POSIX, Shell Command Language 2.8.2). */
const signalStatus = 128

/**
 * Starts a child, passes signals on until it ends, and gives its exit status. Signals are caught before it is started: its
 * first words may bring somebody to send one. @throws Error with `code` where it cannot be started
 */
export async function runChild(start: () => ChildProcess): Promise<ExitStatus> {
  // A handler runs after this function has come to its wait.
  for (const signal of passedOn) process.on(signal, () => child.kill(signal))
  for (const signal of fromTerminal) {
    process.on(signal, () => {
      if (!isInForeground()) child.kill(signal)
    })
  }
  const child = start()
  const [status, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return status ?? statusOf(signal)
}

/** Whether the terminal sends its signals to this process's group, and so to the command too. */
function isInForeground(): boolean {
  const stat = readFileSync('/proc/self/stat', 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  // proc_pid_stat(5): process group, and the terminal's foreground group.
  return fields[2] === fields[5]
}

function statusOf(signal: NodeJS.Signals | null): ExitStatus {
  return signalStatus + (signal === null ? 0 : constants.signals[signal])
}
