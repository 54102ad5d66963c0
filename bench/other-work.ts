// How much of the processors others take while the bench itself waits. Figures are as good as the machine was quiet.
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'

const lookMs = 500

/** Ticks of all processors together (proc_stat(5)). */
export type ProcessorTicks = { idle: number; all: number }

/** From 0 to 1 of all processors, in half a second in which the caller starts nothing. */
export async function otherWorkShare(): Promise<number> {
  const before = parseProcessorTicks(readFileSync('/proc/stat', 'utf8'))
  await wait(lookMs)
  return busyShare(before, parseProcessorTicks(readFileSync('/proc/stat', 'utf8')))
}

export function busyShare(before: ProcessorTicks, after: ProcessorTicks): number {
  const all = after.all - before.all
  return all === 0 ? 0 : 1 - (after.idle - before.idle) / all
}

/** @param text of /proc/stat, whose first line is the sum; time stolen by other machines is not idle */
export function parseProcessorTicks(text: string): ProcessorTicks {
  const [, ...fields] = text.split('\n', 1)[0]?.split(/\s+/) ?? []
  // The last two, guests' time, are within the first two already.
  const ticks = fields.slice(0, 8).map(Number)
  const [, , , idle = 0, waitingForDisk = 0] = ticks
  return { idle: idle + waitingForDisk, all: ticks.reduce((sum, value) => sum + value, 0) }
}
