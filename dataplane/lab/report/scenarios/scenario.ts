// What a scenario of the report is: something that happens to hosts while messages flow, and what is measured of it.
import type { ReportScenario } from '../../../contract/lab-report.ts'
import type { LabHost } from '../../address-plan.ts'
import type { HostRecords } from '../outage.ts'
import type { Stage } from '../stage.ts'
import type { Transport } from '../stream-pair.ts'

export type Bar = NonNullable<ReportScenario['bar']>
/** Without a tunnel, in ms. */
export interface RoundTrips {
  peer: number
  nameServer: number
}

export interface Scenario {
  /** Stays the same from version to version. */
  name: string
  title: string
  transport: Transport
  metric: ReportScenario['metric']
  /** For ours (BARS, handover). */
  bar: (roundTrips: RoundTrips) => Bar
  /** What the paper's prototype took (section 5), in ms. */
  paper: number | null
  /** The lab that it needs: how late the name server's answers come. */
  nameServerDelayMs: number
  /** Long ones are not run more often than that. */
  mostRuns?: number
  /** A guess of one run, until one has been seen. */
  takesMs: number
  /** Whether others than our helpers are measured too: not where the question is how far their name server is. */
  isForOthers: boolean
  /** @throws when it could not be measured */
  run(stage: Stage, patienceMs: number): Promise<Run>
}

export interface Run {
  /** Null when it did not come within the patience. */
  value: number | null
  /** Time zero. */
  usableNs: number
  /** When the old link went, where there was a move before time zero. */
  leftNs?: number
  records: HostRecords
}

/** For a scenario whose every run must be within the same limit. */
export function within(limit: number): () => Bar {
  return () => ({ median: limit, worst: limit })
}

export const bothHosts: readonly LabHost[] = ['a', 'b']
