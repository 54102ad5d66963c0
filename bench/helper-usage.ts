// What a contestant's helper has used, read from /proc: from outside, the same way for everybody's.
import { readFileSync } from 'node:fs'
import type { ChildProcess } from 'node:child_process'

/** USER_HZ, which Linux shows to programs as 100 on every architecture we run on (proc_pid_stat(5)). */
const ticksPerSecond = 100

/** User and system time of the helpers so far, in seconds, to 10 ms. */
export function cpuSeconds(helpers: readonly ChildProcess[]): number {
  return helpers.reduce((sum, helper) => sum + cpuSecondsOf(insidePid(helper)), 0)
}

/** Resident memory of the larger helper, in bytes; undefined where there is none. */
export function largestResidentBytes(helpers: readonly ChildProcess[]): number | undefined {
  if (helpers.length === 0) return undefined
  return Math.max(...helpers.map((helper) => residentBytesOf(insidePid(helper))))
}

/** `sandbox.spawn` answers with nsenter's process; the helper itself is the last of its single children. */
export function insidePid(helper: ChildProcess): number {
  if (helper.pid === undefined || helper.exitCode !== null) throw new Error('a helper has ended')
  let pid = helper.pid
  for (;;) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
    if (children === '') return pid
    pid = Number(children.split(' ')[0])
  }
}

function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // From the state on: the name before it may hold spaces. utime and stime are fields 14 and 15.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

function residentBytesOf(pid: number): number {
  const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error('a helper has ended')
  return Number(kilobytes) * 1024
}
