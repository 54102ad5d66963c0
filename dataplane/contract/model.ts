// What others may know of a helper: the facts that its control socket shows. Field names are those
// of PRODUCT.md and stay; more may be added. Names stand without the final dot, addresses and
// endpoints as text (`192.0.2.1:10567`, `[2001:db8::1]:10567`), times in milliseconds: `…At` since
// 1970, all others as durations.
import * as v from 'valibot'
import { lastMoveSchema } from './handovers.ts'

const address = v.string()
const endpoint = v.string()
const counters = v.record(v.string(), v.number())
const sinceEpochMs = v.number()
const ageMs = v.nullable(v.number())

/** As `ssh-keygen -l` prints it, 43 characters of base64 behind `SHA256:`. */
export const fingerprintSchema = v.pipe(
  v.string(),
  v.regex(/^SHA256:[A-Za-z0-9+/]{43}$/, 'must be a fingerprint: SHA256: and 43 characters'),
)

/** A host's full name as people write it: case and a final dot do not matter. */
export const hostNameSchema = v.pipe(
  v.string(),
  v.maxLength(254, 'must be at most 253 characters long'),
  v.transform((text) => text.toLowerCase().replace(/\.$/, '')),
  v.regex(
    /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/,
    'must be a full name of letters, digits and hyphens, such as home.example.org',
  ),
)

/** What is wrong, in the helper's words, and the one action that helps. */
export const healthRowSchema = v.object({
  code: v.string(),
  severity: v.picklist(['info', 'warning', 'error']),
  text: v.string(),
  remedy: v.nullable(v.string()),
})
export type HealthRow = v.InferOutput<typeof healthRowSchema>

/** What DNS is told of this host. */
export const dynamicDnsSchema = v.object({
  provider: v.string(),
  state: v.picklist(['off', 'current', 'updating', 'failed']),
  /** When the provider last took an update. */
  lastUpdate: v.nullable(sinceEpochMs),
  /** Why it is not current, where it is not: what happened, and what to do. */
  problem: v.nullable(v.object({ text: v.string(), remedy: v.string() })),
})

/** This host. */
export const statusSchema = v.object({
  /** Null for a host that has no DNS name and can only call out. */
  name: v.nullable(v.string()),
  version: v.string(),
  startedAt: sinceEpochMs,
  /** The toggle: `vip up` and `vip down`. */
  enabled: v.boolean(),
  /** Whether all parts of the helper have started. */
  ready: v.boolean(),
  fingerprint: v.string(),
  vips: v.array(address),
  vip6: v.nullable(address),
  addresses: v.array(v.object({ address, interface: v.string(), preferred: v.boolean() })),
  port: v.number(),
  tun: v.string(),
  trustPolicy: v.picklist(['ask', 'accept-new', 'dnssec']),
  resolver: v.object({
    listen: endpoint,
    upstream: v.array(endpoint),
    /** Questions and answers by what became of them. */
    counters,
  }),
  negotiation: v.object({
    /** Handshakes begun, answered and refused, by reason. */
    counters,
  }),
  ddns: dynamicDnsSchema,
  /** Of this host; null before the first since the helper's start. */
  lastMove: v.nullable(lastMoveSchema),
  /** Packets dropped without a peer to count them for, by reason. */
  drops: counters,
  health: v.array(healthRowSchema),
})
export type Status = v.InferOutput<typeof statusSchema>

export const peerStates = [
  'negotiating',
  /** A key waits for a person, here or there. */
  'pending',
  /** A proof of life within the last 10 s of traffic. */
  'active',
  /** Nothing to say. */
  'quiet',
  /** Sent to, and not answering. */
  'unreachable',
  /** Its VIP cannot be had again (PROTOCOL section 6). */
  'invalid',
] as const
export type PeerState = (typeof peerStates)[number]

/** `active` needs a proof of life so young. */
export const proofLastsMs = 10_000

export const peerTrustStates = [
  'unknown',
  /** Waits for a person. */
  'pending',
  /**
   * How the key was proved: taken as it came, compared by a person, by DNSSEC, or somebody else's
   * line.
   */
  ...['first-use', 'verified', 'dnssec', 'file'],
  'rejected',
  /** Another key than the stored one was offered. */
  'changed',
] as const

export const peerSchema = v.object({
  name: v.string(),
  /** Null until it is agreed. */
  vip: v.nullable(address),
  localVip: v.nullable(address),
  vip6: v.nullable(address),
  localVip6: v.nullable(address),
  /** Where packets go now. */
  endpoint: v.nullable(endpoint),
  /** Preferred first. */
  endpoints: v.array(endpoint),
  state: v.picklist(peerStates),
  /** Age of the last authentic packet; null where there was none. */
  lastProofMs: ageMs,
  rttMs: v.nullable(v.number()),
  /** Of inner packets. */
  rxBytes: v.number(),
  txBytes: v.number(),
  /**
   * Until DNS is asked again about a peer that is not heard (PROTOCOL section 7). Null while it is, and
   * where it never was: what was heard of a peer is what the lease is about.
   */
  leaseMs: v.nullable(v.number()),
  trust: v.object({
    state: v.picklist(peerTrustStates),
    fingerprint: v.nullable(v.string()),
  }),
  /** Packets dropped, by reason. */
  drops: counters,
})
export type Peer = v.InferOutput<typeof peerSchema>

/** One FQDN ↔ VIP allocation (paper 3.1). A name may have invalid ones besides its active one. */
export const mappingSchema = v.object({
  name: v.string(),
  vip: address,
  localVip: address,
  vip6: v.nullable(address),
  state: v.picklist([
    'active',
    /** One side uses its physical address (paper 4.2.1); ends when that side moves. */
    'temporary',
    'invalid',
  ]),
  agreedAt: sinceEpochMs,
})
export type Mapping = v.InferOutput<typeof mappingSchema>

/** A peer heard from or sent to in the last T seconds (PROTOCOL section 7). */
export const partnerSchema = v.object({
  name: v.string(),
  endpoint: v.nullable(endpoint),
  rttMs: v.nullable(v.number()),
  rxBytes: v.number(),
  txBytes: v.number(),
  /** As that of the peer. */
  leaseMs: v.nullable(v.number()),
})
export type Partner = v.InferOutput<typeof partnerSchema>

/** A host key that waits for a person. */
export const trustQuestionSchema = v.object({
  name: v.string(),
  fingerprint: v.string(),
  /** 11 lines. */
  randomart: v.string(),
  /** Where the key came from. */
  endpoint,
  cause: v.picklist(['we-called', 'they-called']),
  openedAt: sinceEpochMs,
  /** How often another key was offered since: more than 0 is a warning. */
  keyChanges: v.number(),
  /** What DNS says of the key. */
  dnssec: v.picklist(['none', 'validated', 'bogus']),
})
export type TrustQuestion = v.InferOutput<typeof trustQuestionSchema>

/** What the trust store says of one host. */
export const knownHostSchema = v.object({
  name: v.string(),
  keys: v.array(
    v.object({
      fingerprint: v.string(),
      state: v.picklist(['trusted', 'rejected']),
      proof: v.picklist(['first-use', 'verified', 'dnssec', 'file']),
      /** Null where somebody else wrote the line. */
      addedAt: v.nullable(sinceEpochMs),
    }),
  ),
})
export type KnownHost = v.InferOutput<typeof knownHostSchema>

/**
 * The helper's facts by collection. `status` has one entry, `mappings` one for each `vip`, the others
 * one for each `name`.
 */
export const collectionSchemas = {
  status: statusSchema,
  peers: peerSchema,
  mappings: mappingSchema,
  partners: partnerSchema,
  questions: trustQuestionSchema,
  knownHosts: knownHostSchema,
} as const
export type CollectionName = keyof typeof collectionSchemas
export type EntityOf<Name extends CollectionName> = v.InferOutput<(typeof collectionSchemas)[Name]>

export const collectionNames = Object.keys(collectionSchemas) as readonly CollectionName[]
