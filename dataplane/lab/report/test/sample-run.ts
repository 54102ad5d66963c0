// A run as it could have been measured: a message each millisecond from both hosts, and a hole.
import type { LabHost } from '../../address-plan.ts'
import type { Run } from '../scenarios/scenario.ts'
import type { StreamRecord } from '../stream-record.ts'

const NS_PER_MS = 1e6
/** Some moment after the machine's start. */
export const usableNs = 5_000_000 * NS_PER_MS

/**
 * Messages from 100 ms before the new link was usable to 200 ms after. What was sent from 10 ms before on until `goesOnMs`
 * never came, and each other one took 0.2 ms; null: none came any more.
 */
export function sampleRecord(
  receiver: LabHost,
  goesOnMs: number | null,
): Record<LabHost, StreamRecord> {
  const sentMs = Array.from({ length: 300 }, (_, message) => message - 100)
  const came = sentMs
    .map((atMs, message) => [message, atMs + 0.2] as const)
    .filter(([, atMs]) => atMs < -10 || (goesOnMs !== null && atMs >= goesOnMs))
  const received = came.map(
    ([message, atMs]) => [message, usableNs + atMs * NS_PER_MS] as [number, number],
  )
  const sentNs = sentMs.map((atMs) => usableNs + atMs * NS_PER_MS)
  const sender: StreamRecord = { sentNs, refused: [], received: [], broken: null }
  const listener: StreamRecord = { sentNs: [], refused: [], received, broken: null }
  return receiver === 'b' ? { a: sender, b: listener } : { a: listener, b: sender }
}

/** Of both directions. */
export function sampleRun(goesOnAtBMs: number | null, goesOnAtAMs: number | null): Run {
  const toB = sampleRecord('b', goesOnAtBMs)
  const toA = sampleRecord('a', goesOnAtAMs)
  const records = {
    a: { ...toB.a, received: toA.a.received },
    b: { ...toA.b, received: toB.b.received },
  }
  const value =
    goesOnAtBMs === null || goesOnAtAMs === null ? null : Math.max(goesOnAtBMs, goesOnAtAMs) + 0.2
  return { value, usableNs, leftNs: usableNs - 20 * NS_PER_MS, records }
}
