// One thing to measure on a path; each call is one run.
import type { Path } from '../contestants/contestant.ts'

/** What is measured, by its name in the results; `metrics` says the unit of each. */
export type Metric =
  'tcp' | 'tcp-cpu' | 'udp-64' | 'udp-1200' | 'rtt-p50' | 'rtt-p99' | 'rtt-added-p50' | 'memory'

export type Sample = { metric: Metric; value: number }

/** Measurements as `--only` names them. */
export type MeasurementName = 'tcp' | 'udp' | 'rtt' | 'memory'

export type Effort = {
  runs: number
  tcpSeconds: number
  probeMs: number
  pings: number
  peers: number
}

export type Measurement = {
  name: MeasurementName
  /** Starts what measures on a path; it is ended with the path's sandbox. */
  prepare(path: Path, effort: Effort): Promise<() => Promise<Sample[]>>
}
