// Changes that the helper makes to the machine and that would outlive it (PRODUCT, rules of behaviour 5), as the undo
// journal has them. A journal may be read by root from a folder that somebody else named: what a change can be is so
// narrow that undoing a forged one harms nobody.
import * as v from 'valibot'

/** The routing table, and the mark of its rules' priority, that are the helper's own. */
export const vipTable = 10_567
export const vipRulePriority = 10_567

export const machineChangeSchema = v.variant('kind', [
  /** A rule by which packets from this source look into the helper's table (tunnel/outside-vips.ts). */
  v.object({
    kind: v.literal('policy-rule'),
    /** As ip-rule(8) writes it: address and prefix length. */
    source: v.pipe(v.string(), v.ipv4()),
    sourceLength: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(32)),
  }),
])
export type MachineChange = v.InferOutput<typeof machineChangeSchema>

/** In the run directory. */
export const undoJournalName = 'undo-journal.json'
