// What the figures were measured on.
import { readFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, release, type as systemName } from 'node:os'

export type Machine = {
  cpu: string
  cores: number
  hasAes: boolean
  kernel: string
  /** ISO 8601. */
  date: string
  /** Load average of the last minute before the bench. */
  loadBefore: number
}

export function describeMachine(): Machine {
  return {
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    // x86 and ARM name the line differently.
    hasAes: /^(flags|Features)\s*:.*\baes\b/m.test(readFileSync('/proc/cpuinfo', 'utf8')),
    kernel: `${systemName()} ${release()}`,
    date: new Date().toISOString(),
    loadBefore: loadavg()[0] ?? 0,
  }
}
