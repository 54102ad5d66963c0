// The JSON of `vip lab report --json`. More fields may be added; those here stay.
import * as v from 'valibot'

/** Ours with helpers, ours with the lab as the oracle, and others. */
export const reportContestants = ['vip', 'vip-static', 'wireguard-go', 'nebula'] as const
export type ReportContestant = (typeof reportContestants)[number]

const scenarioSchema = v.object({
  /** Stays the same from version to version. */
  name: v.string(),
  /** For people. */
  title: v.string(),
  contestant: v.picklist(reportContestants),
  /** `outage`: from the new link's being usable to the next message; see lab/report/outage.ts for each. */
  metric: v.picklist(['outage', 'first-message', 'lost']),
  unit: v.picklist(['ms', 'messages']),
  /** How many were measured, those that never recovered among them. */
  runs: v.number(),
  /** Null where the run in the middle (the worst, the best) never recovered, and where there was no run. */
  median: v.nullable(v.number()),
  min: v.nullable(v.number()),
  max: v.nullable(v.number()),
  /** In the order of the runs; null: no message came while it was waited for. */
  values: v.array(v.nullable(v.number())),
  /** How long was waited. */
  patienceMs: v.number(),
  /** For the median and the worst run; null where ours has none, and for others. */
  bar: v.nullable(v.object({ median: v.number(), worst: v.number() })),
  /** What the paper's prototype took; null where it says nothing. */
  paper: v.nullable(v.number()),
  /** Null without a bar, or without a run. */
  passed: v.nullable(v.boolean()),
})
export type ReportScenario = v.InferOutput<typeof scenarioSchema>

export const labReportSchema = v.object({
  machine: v.object({
    cpu: v.string(),
    cores: v.number(),
    kernel: v.string(),
    /** ISO 8601. */
    date: v.string(),
    /** Load average of the last minute before the report. */
    loadBefore: v.number(),
  }),
  /** Round trips without a tunnel, as measured before the runs. */
  roundTripsMs: v.object({ peer: v.number(), nameServer: v.number() }),
  scenarios: v.array(scenarioSchema),
  /** What was not measured, or failed in some of its runs, and why. */
  skipped: v.array(v.object({ what: v.string(), reason: v.string() })),
  /** Where figures and raw points were written. */
  folder: v.string(),
})
export type LabReport = v.InferOutput<typeof labReportSchema>
