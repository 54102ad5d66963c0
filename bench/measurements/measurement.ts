// One thing to measure on a path; each call is one run.
import type { Path } from '../contestants/contestant.ts'
import type { Metric } from '../metrics.ts'

export type Sample = { metric: Metric; value: number }

/** How long and how often. */
export type Effort = {
  runs: number
  /** A whole number: iperf3 takes no other. */
  tcpSeconds: number
  /** Of each rate that is tried. */
  probeMs: number
  pings: number
  /** In the table of the scale measurement. */
  peers: number
}

export type Measurement = {
  name: 'tcp' | 'udp' | 'rtt' | 'memory'
  /** Starts what measures on a path, and answers with what does one run. All of it ends with the path's sandbox. */
  prepare(path: Path, effort: Effort): Promise<() => Promise<Sample[]>>
}
