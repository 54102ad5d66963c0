// A process by its number and the moment it started: a number alone may be given to another process
// later, and that one must never be signalled in its place (proc_pid_stat(5), field 22).
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'

const ASK_EVERY_MS = 5

export interface ProcessIdentity {
  /** As seen from the process namespace of whoever asks. */
  readonly pid: number
  /** Clock ticks from the machine's boot to the start of the process. */
  readonly startTicks: number
}

/** The process that has this number now, or undefined when there is none or it is a zombie. */
export function identifyProcess(pid: number): ProcessIdentity | undefined {
  const fields = readStat(pid)
  if (fields === undefined) return undefined
  const [state] = fields
  const startTicks = Number(fields[19])
  if (state === 'Z' || state === 'X' || !Number.isSafeInteger(startTicks)) return undefined
  return { pid, startTicks }
}

export function isRunning(process: ProcessIdentity): boolean {
  return identifyProcess(process.pid)?.startTicks === process.startTicks
}

/** PF_EXITING of the kernel's sched.h, in field 9. */
const EXITING = 0x4

/**
 * Whether the kernel is ending it. The first process of a process namespace, once killed, stays so
 * until all others in there have ended: it runs, but nothing new can come of it.
 */
export function isExiting(process: ProcessIdentity): boolean {
  const flags = Number(readStat(process.pid)?.[6] ?? EXITING)
  return (flags & EXITING) !== 0
}

/** The fields of proc_pid_stat(5) from the third, the state, on. */
function readStat(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the name in parentheses and may itself hold spaces and parentheses.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/**
 * The kernel tells nobody but the parent of a process's end, so of others' processes we have to
 * ask.
 */
export async function untilGone(
  processes: readonly ProcessIdentity[],
  signal?: AbortSignal,
): Promise<void> {
  while (processes.some(isRunning)) {
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {})
  }
}

/** Sends a signal only if the number still means the same process. Returns whether it was sent. */
export function signalProcess(target: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isRunning(target)) return false
  try {
    process.kill(target.pid, signal)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
