// The receipt of a move (PROTOCOL section 7): what happened when, from the kernel's news to the first packet on the new
// path, for each partner. A host writes one for each move of its own, and one when a partner has moved.
import * as v from 'valibot'

export const handoverCauses = [
  /** The interface that packets left by has lost its link. */
  'link-lost',
  /** The address that packets left from is another one. */
  'address-changed',
  /** The same addresses, but another of them is preferred now. */
  'route-changed',
  /** This machine slept. */
  'wake',
  /** A partner said that it is elsewhere now, or was heard from there. */
  'peer-moved',
] as const
export type HandoverCause = (typeof handoverCauses)[number]

/** Names of phases; `detail` in brackets. */
export const handoverPhases = [
  /** No usable address is left [the interface]. */
  'link-lost',
  /** The new address can be used [address and interface]. */
  'address-up',
  /** The update of this host's own records [the provider], and whether a zone's own server shows it. */
  ...['dns-sent', 'dns-acknowledged', 'dns-visible', 'dns-failed'],
  /** Each one that was sent [to which endpoint]. */
  'hint-sent',
  'hint-acknowledged',
  /** From a partner that has moved [its endpoints]. */
  'hint-received',
  /** Each question for where the partner is, and an answer that differs from what was known [addresses]. */
  ...['dns-asked', 'dns-answered'],
  /** To an endpoint that the partner was heard from without having told of it [the endpoint]. */
  ...['path-challenged', 'path-confirmed'],
  /** Hints leave from another port: a middlebox may hold a dead binding for the old one [the port]. */
  'source-port-changed',
  /** Packets that waited have left [how many]; TCP segments of before the move have left again [how many]. */
  ...['held-sent', 'resent'],
  /** After the move began [the endpoint]. */
  ...['first-packet-out', 'first-packet-in'],
  /** The partner has not answered for T seconds. */
  'gave-up',
] as const
export type HandoverPhase = (typeof handoverPhases)[number]

export const handoverEventSchema = v.object({
  /** Milliseconds after the move began, in steps of a microsecond, by the monotonic clock. */
  at: v.number(),
  what: v.picklist(handoverPhases),
  /** Null where there is nothing to add. */
  detail: v.nullable(v.string()),
})
export type HandoverEvent = v.InferOutput<typeof handoverEventSchema>

export const handoverPartnerSchema = v.object({
  name: v.string(),
  /** In order of time; those of this host (link, address, DNS) stand in each partner's lane, too. */
  events: v.array(handoverEventSchema),
  /** Lines of its own beyond what a receipt keeps. */
  omitted: v.number(),
  /**
   * From the new address's being usable (for a partner's move: from the last packet heard) to the first packet heard on
   * the new path. Null while none was.
   */
  outageMs: v.nullable(v.number()),
  /** Packets that waited for a path and were sent. */
  held: v.number(),
  /** TCP segments that were sent once more. */
  resent: v.number(),
  /** Packets that waited too long or were too many. */
  lost: v.number(),
})
export type HandoverPartner = v.InferOutput<typeof handoverPartnerSchema>

export const handoverSchema = v.object({
  /** From 1, newest last; begins anew with the helper. */
  id: v.number(),
  /** Milliseconds since 1970, with fractions. */
  startedAt: v.number(),
  cause: v.picklist(handoverCauses),
  /** `192.0.2.7 (wlan0)`, or of a partner its endpoint; null where there was, or is, none. */
  from: v.nullable(v.string()),
  to: v.nullable(v.string()),
  /** `running` until each partner was heard or given up. */
  state: v.picklist(['running', 'done']),
  /** Of this host, whoever the partner. */
  events: v.array(handoverEventSchema),
  omitted: v.number(),
  partners: v.array(handoverPartnerSchema),
  /** Partners beyond what a receipt keeps. */
  omittedPartners: v.number(),
})
export type Handover = v.InferOutput<typeof handoverSchema>

/** In short, for a status line. */
export const lastMoveSchema = v.object({
  ...v.omit(handoverSchema, ['events', 'omitted', 'partners', 'omittedPartners']).entries,
  /** The longest of its partners'; null while none was heard on the new path. */
  outageMs: v.nullable(v.number()),
})
export type LastMove = v.InferOutput<typeof lastMoveSchema>
