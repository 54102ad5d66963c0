// The clock of the native programs, as this process reads it.

/** CLOCK_MONOTONIC in nanoseconds. */
export function monotonicNs(): number {
  return Number(process.hrtime.bigint())
}
