// The clock of the native programs, as this process reads it.
import { preciseWallMs } from '../../lib/clock.ts'

/** CLOCK_MONOTONIC in nanoseconds. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint())
}

/** What is to be added to milliseconds of CLOCK_MONOTONIC for milliseconds since 1970, as the wall clock is set now. */
export function wallOffsetMs(): number {
  return preciseWallMs() - monotonicNs() / 1e6
}
