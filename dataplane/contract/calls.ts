// What may be asked of a helper: one row a call. Facts are not asked for but watched
// (control-protocol.ts), so that there is one way to learn them.
import * as v from 'valibot'
import { configurationProblemSchema } from './configuration.ts'
import { configurationTextSchema } from './configuration-text.ts'
import { handoverSchema } from './handovers.ts'
import { dynamicDnsSchema, fingerprintSchema, healthRowSchema, hostNameSchema } from './model.ts'

const nothing = v.strictObject({})

export const resolutionReasons = [
  /** The mapping was there. */
  'mapped',
  'negotiated',
  /** Its DNS zone has no record that says it speaks VIP. */
  'legacy-host',
  /** Its key waits for a person, here or there. */
  'key-to-check',
  'no-answer',
  /** One side ended the negotiation by proposing 0.0.0.0. */
  'terminated',
  'refused-by-peer',
  /**
   * Each of the following: a name that is trusted, or rejected, and therefore gets no physical
   * address.
   */
  ...['key-changed', 'rejected', 'dnssec-mismatch', 'dnssec-missing', 'dnssec-bogus'],
  /** The known_hosts file cannot be read, so nobody is taken for trusted or unknown. */
  'trust-store-fault',
  /** It has become so large that no new host is trusted unless a person says so. */
  'trust-store-full',
  'no-such-name',
  'dns-failed',
  /** The physical address of a peer was asked for: its packets go there now. */
  'peer-endpoint',
  /** That of a host that speaks VIP and is no peer: DNS says so. */
  'dns-address',
  /** `vip down` is in force. */
  'switched-off',
] as const
export type ResolutionReason = (typeof resolutionReasons)[number]

export const resolutionSchema = v.object({
  name: v.string(),
  /** What an application would get, by its name: also where the physical address was asked for. */
  kind: v.picklist(['vip', 'legacy', 'pending', 'refused', 'unreachable']),
  /** The one an application would use, or the physical one that was asked for; null where there is none. */
  address: v.nullable(v.string()),
  /** Of a peer the one in use first; else A, then AAAA. */
  physical: v.array(v.string()),
  /** Of negotiation, 0 where none was needed. */
  rounds: v.number(),
  elapsedMs: v.number(),
  reason: v.picklist(resolutionReasons),
})
export type Resolution = v.InferOutput<typeof resolutionSchema>

export const ownKeySchema = v.object({
  name: v.nullable(v.string()),
  fingerprint: v.string(),
  randomart: v.string(),
  /** A line as in `~/.ssh/id_ed25519.pub`. */
  publicKey: v.string(),
})
export type OwnKey = v.InferOutput<typeof ownKeySchema>

/** Of `vip doctor`: every check with its outcome, also those that found nothing wrong. */
export const diagnosisSchema = v.object({
  checks: v.array(
    v.object({
      ...healthRowSchema.entries,
      severity: v.picklist(['ok', 'skipped', ...healthRowSchema.entries.severity.options]),
    }),
  ),
})
export type Diagnosis = v.InferOutput<typeof diagnosisSchema>

export const trustOutcomeSchema = v.object({
  name: v.string(),
  fingerprint: v.string(),
  /** `first-use` where nobody compared, `verified` where the fingerprint was pasted. */
  proof: v.picklist(['first-use', 'verified']),
})
export type TrustOutcome = v.InferOutput<typeof trustOutcomeSchema>

/** A page of receipts, oldest first. */
export const handoversSchema = v.object({
  handovers: v.array(handoverSchema),
  /** Newer ones did not fit: ask for those since the last one here. */
  more: v.boolean(),
})

/** Past the virtual layer (paper 4.3, `p_gethostbyname`). */
export const physicalAddressSchema = v.object({
  name: v.string(),
  /** Where packets to a peer go now, `address:port`; null for a host that is no peer. */
  endpoint: v.nullable(v.string()),
  /** The peer's, the one in use first; of others what DNS says, A before AAAA, none for a name that it does not know. */
  addresses: v.array(v.string()),
  source: v.picklist(['peer', 'dns']),
})
export type PhysicalAddress = v.InferOutput<typeof physicalAddressSchema>

/** What DNS is told of this host, record by record. */
export const dynamicDnsReportSchema = v.object({
  ...dynamicDnsSchema.entries,
  /** Names without the final dot, values as a master file has them. */
  records: v.array(v.object({ name: v.string(), type: v.string(), values: v.array(v.string()) })),
})
export type DynamicDnsReport = v.InferOutput<typeof dynamicDnsReportSchema>

/** SHA-256, in hexadecimal digits. */
const textDigestSchema = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))

/** The file that the helper was started with, as it is now. */
export const configurationFileSchema = v.object({
  file: v.string(),
  /** Null where it cannot be read, or the caller may only read and others may not read the file. */
  text: v.nullable(v.string()),
  /** Of the text, for `configure`; null where the text is. */
  digest: v.nullable(textDigestSchema),
  /** `last-good`: what the file has is not taken, or was written in this moment. */
  inForce: v.picklist(['file', 'last-good']),
  problems: v.array(configurationProblemSchema),
})
export type ConfigurationFileState = v.InferOutput<typeof configurationFileSchema>

/** Of a text; in the order of the file, empty where it is right. */
export const configurationJudgementSchema = v.object({
  problems: v.array(configurationProblemSchema),
  /** Keys whose new values are in force after a restart of the helper. */
  afterRestart: v.array(v.string()),
})
export type ConfigurationJudgement = v.InferOutput<typeof configurationJudgementSchema>

/**
 * `rights`: `read` is everybody's on this machine; `write` is root's, the user's whom the helper
 * runs as, and that of the members of the group `vip`.
 */
export const callTable = {
  up: {
    input: nothing,
    output: v.object({ enabled: v.literal(true), changed: v.boolean() }),
    rights: 'write',
    does: 'turns mobility on',
  },
  down: {
    input: nothing,
    output: v.object({ enabled: v.literal(false), changed: v.boolean() }),
    rights: 'write',
    does: 'turns mobility off and puts DNS and routes back as they were',
  },
  resolve: {
    input: v.strictObject({
      name: hostNameSchema,
      /** Only looks up where the host is; nothing is negotiated (paper 4.3). */
      physical: v.optional(v.boolean(), false),
    }),
    output: resolutionSchema,
    rights: 'read',
    does: 'tells what an application would get for a name, and why',
  },
  trustAccept: {
    input: v.strictObject({
      name: hostNameSchema,
      /** What the person saw: a question about another key stays open. */
      shown: fingerprintSchema,
      /** What they expected, where they pasted it. */
      pasted: v.optional(fingerprintSchema),
    }),
    output: trustOutcomeSchema,
    rights: 'write',
    does: 'trusts the key that a host has offered',
  },
  trustReject: {
    /** `shown`: of the open question; without it the keys that are stored are rejected. */
    input: v.strictObject({ name: hostNameSchema, shown: v.optional(fingerprintSchema) }),
    output: v.object({ name: v.string(), fingerprints: v.array(v.string()) }),
    rights: 'write',
    does: 'rejects the key that a host has offered, or those that are stored, and remembers that',
  },
  trustForget: {
    input: v.strictObject({ name: hostNameSchema }),
    output: v.object({ name: v.string(), fingerprints: v.array(v.string()) }),
    rights: 'write',
    does: 'removes all that is stored of a host, so that it is a stranger again',
  },
  handovers: {
    input: v.strictObject({
      /** Only receipts with a greater id. */
      since: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0)), 0),
    }),
    output: handoversSchema,
    rights: 'read',
    does: 'shows the receipts of moves',
  },
  physicalAddress: {
    input: v.strictObject({ name: hostNameSchema }),
    output: physicalAddressSchema,
    rights: 'read',
    does: 'tells where a host is, past its VIP',
  },
  ddns: {
    input: nothing,
    output: dynamicDnsReportSchema,
    rights: 'read',
    does: 'shows what DNS is told of this host',
  },
  ddnsUpdate: {
    input: v.strictObject({
      /** `force`: publishes once more, whatever was before; `withdraw`: removes the records, until `force`. */
      action: v.picklist(['force', 'withdraw']),
    }),
    output: dynamicDnsReportSchema,
    rights: 'write',
    does: 'publishes the records of this host once more, or removes them',
  },
  key: {
    input: nothing,
    output: ownKeySchema,
    rights: 'read',
    does: "shows this host's public key",
  },
  doctor: {
    input: nothing,
    output: diagnosisSchema,
    rights: 'read',
    does: 'checks DNS, ports, NAT, clock, permissions and leftovers',
  },
  configuration: {
    input: nothing,
    output: configurationFileSchema,
    rights: 'read',
    does: 'shows the configuration file',
  },
  configurationCheck: {
    input: v.strictObject({ text: configurationTextSchema }),
    output: configurationJudgementSchema,
    rights: 'read',
    does: 'tells what would be wrong with a configuration',
  },
  configure: {
    input: v.strictObject({
      text: configurationTextSchema,
      /** Digest of the text that this one replaces: where the file has another by now it is left alone. */
      over: v.optional(textDigestSchema),
    }),
    output: configurationJudgementSchema,
    rights: 'write',
    does: 'writes the configuration file, unless something is wrong with it',
  },
} as const satisfies Record<string, CallRow>

type CallRow = {
  input: v.GenericSchema
  output: v.GenericSchema
  rights: Rights
  /** One sentence without its subject. */
  does: string
}

export type Rights = 'read' | 'write'
export type CallName = keyof typeof callTable
/** As the caller writes it. */
export type CallInput<Name extends CallName> = v.InferInput<(typeof callTable)[Name]['input']>
/** As the helper gets it: names in lower case, defaults filled in. */
export type CheckedInput<Name extends CallName> = v.InferOutput<(typeof callTable)[Name]['input']>
export type CallOutput<Name extends CallName> = v.InferOutput<(typeof callTable)[Name]['output']>

export const callNames = Object.keys(callTable) as readonly CallName[]

export function isCallName(text: string): text is CallName {
  return Object.hasOwn(callTable, text)
}
