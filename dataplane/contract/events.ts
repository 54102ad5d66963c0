// What happens in a helper, for `vip events` and for notices: one entry each, numbered from the
// helper's start.
import * as v from 'valibot'
import { resolutionReasons } from './calls.ts'
import { handoverCauses, handoverPhases } from './handovers.ts'

const ofAll = {
  /** From 1, without gaps; begins anew with the helper. */
  sequence: v.number(),
  /** Milliseconds since 1970. */
  at: v.number(),
}
const ofPeer = { ...ofAll, name: v.string() }

export const eventSchema = v.variant('kind', [
  v.object({ ...ofAll, kind: v.literal('helper-ready'), version: v.string() }),
  v.object({ ...ofAll, kind: v.literal('helper-stopping') }),
  v.object({ ...ofAll, kind: v.literal('switched'), enabled: v.boolean() }),
  v.object({ ...ofAll, kind: v.literal('configuration-loaded') }),
  /** The last good one stays in force. */
  v.object({
    ...ofAll,
    kind: v.literal('configuration-refused'),
    problems: v.array(v.string()),
  }),
  v.object({ ...ofAll, kind: v.literal('addresses-changed'), addresses: v.array(v.string()) }),

  /** A name and a VIP were agreed, or agreed again. */
  v.object({
    ...ofPeer,
    kind: v.literal('peer-agreed'),
    vip: v.string(),
    localVip: v.string(),
    endpoint: v.string(),
    rounds: v.number(),
    elapsedMs: v.number(),
    role: v.picklist(['initiator', 'responder']),
  }),
  v.object({ ...ofPeer, kind: v.literal('peer-rekeyed') }),
  v.object({ ...ofPeer, kind: v.literal('peer-failed'), reason: v.picklist(resolutionReasons) }),
  /** Its VIP could not be had again; the old one is invalid from now on. */
  v.object({ ...ofPeer, kind: v.literal('mapping-invalid'), vip: v.string() }),
  v.object({ ...ofPeer, kind: v.literal('mapping-dropped'), vip: v.string() }),

  /** Packets to the peer go to another endpoint now (paper 4.3, `callOnChange`). */
  v.object({
    ...ofPeer,
    kind: v.literal('peer-moved'),
    endpoint: v.string(),
    previous: v.nullable(v.string()),
  }),

  /** A receipt as it is written (handovers.ts): its beginning, each line, its end. */
  v.object({
    ...ofAll,
    kind: v.literal('handover-began'),
    handover: v.number(),
    cause: v.picklist(handoverCauses),
    from: v.nullable(v.string()),
    to: v.nullable(v.string()),
  }),
  v.object({
    ...ofAll,
    kind: v.literal('handover-phase'),
    handover: v.number(),
    /** The partner; null for what concerns this host. */
    name: v.nullable(v.string()),
    /** Milliseconds after the move began. */
    after: v.number(),
    what: v.picklist(handoverPhases),
    detail: v.nullable(v.string()),
  }),
  /** Each partner was heard from, or given up. */
  v.object({ ...ofAll, kind: v.literal('handover-ended'), handover: v.number() }),

  v.object({ ...ofPeer, kind: v.literal('key-asked'), fingerprint: v.string() }),
  v.object({
    ...ofPeer,
    kind: v.literal('key-trusted'),
    fingerprint: v.string(),
    proof: v.picklist(['first-use', 'verified', 'dnssec']),
  }),
  v.object({ ...ofPeer, kind: v.literal('key-rejected'), fingerprint: v.string() }),
  v.object({ ...ofPeer, kind: v.literal('key-forgotten') }),
  /** A host that is known offered another key, and was refused. */
  v.object({
    ...ofPeer,
    kind: v.literal('key-changed'),
    offered: v.string(),
    stored: v.array(v.string()),
    endpoint: v.string(),
  }),
  /**
   * Somebody was refused before it proved who it is, for which it counts in `negotiation.counters`
   * too.
   */
  v.object({
    ...ofAll,
    kind: v.literal('stranger-refused'),
    endpoint: v.string(),
    reason: v.string(),
  }),
])
export type EventEntry = v.InferOutput<typeof eventSchema>

/** As the domain tells it; the event log adds number and time. */
export type EventNews = EventEntry extends infer Entry
  ? Entry extends EventEntry
    ? Omit<Entry, 'sequence' | 'at'>
    : never
  : never
