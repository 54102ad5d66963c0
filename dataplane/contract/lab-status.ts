// The JSON of `vip lab status --json`. More fields may be added; those here stay.
import * as v from 'valibot'
import { peerStates } from './model.ts'
import { linkCountersSchema, linkSettingsSchema } from './link-settings.ts'

/** `static`: two tunnels whose keys the lab hands out. */
export const labModes = ['helpers', 'static'] as const
export type LabMode = (typeof labModes)[number]

/** Ours, BIND 9, Knot DNS. */
export const nameServerKinds = ['vip', 'bind', 'knot'] as const
export type NameServerKind = (typeof nameServerKinds)[number]

/** What a lab is asked to be. */
export type LabPlan =
  | { mode: 'static' }
  /** `nameServerDelayMs`: so late come all answers of ours, as if it were far away. */
  | { mode: 'helpers'; nameServer: NameServerKind; nameServerDelayMs?: number | undefined }

const counters = v.record(v.string(), v.number())

/** What of a host's tunnel is passed on, as the static tunnel's status has it, or as its helper tells. */
export const tunnelStatusSchema = v.object({
  tun: v.string(),
  port: v.number(),
  mtu: v.number(),
  /** Dropped packets by reason. */
  drops: counters,
  peers: v.array(
    v.object({
      name: v.string(),
      /** Null until helpers have agreed. */
      vip: v.nullable(v.string()),
      /** Preferred first. */
      endpoints: v.array(v.string()),
      rxBytes: v.number(),
      txBytes: v.number(),
      /** Age of the last authentic packet; null where there was none. */
      lastHeardMs: v.nullable(v.number()),
      drops: counters,
      /** As its helper judges. */
      state: v.optional(v.picklist(peerStates)),
    }),
  ),
})
export type TunnelStatus = v.InferOutput<typeof tunnelStatusSchema>

const hostSchema = v.object({
  host: v.string(),
  fqdn: v.string(),
  /** Null while no helper tells of one. */
  vip: v.nullable(v.string()),
  vip6: v.nullable(v.string()),
  /** Of its helper's key. */
  fingerprint: v.optional(v.string()),
  /** The LAN that its default route leaves by; null in the middle of a move. */
  lan: v.nullable(v.string()),
  addresses: v.array(v.object({ interface: v.string(), address: v.string() })),
  tunnel: v.variant('state', [
    v.object({ state: v.literal('running'), ...tunnelStatusSchema.entries }),
    /** Its process has ended, or does not answer. */
    v.object({ state: v.literal('failed'), reason: v.string() }),
  ]),
})
export type LabHostStatus = v.InferOutput<typeof hostSchema>

const directionSchema = v.object({ settings: linkSettingsSchema, counters: linkCountersSchema })

const ofLink = { host: v.string(), lan: v.string() }
const linkSchema = v.variant('state', [
  v.object({
    ...ofLink,
    state: v.literal('running'),
    /** What the emulator's choices follow from. */
    seed: v.number(),
    out: directionSchema,
    in: directionSchema,
  }),
  /** The emulator was killed: nothing passes until the link is cleared. */
  v.object({ ...ofLink, state: v.literal('failed'), reason: v.string() }),
])
export type EmulatedLinkStatus = v.InferOutput<typeof linkSchema>

/** A server on a host of the lab, which knows nothing of VIP. */
export const serviceEntries = { host: v.string(), program: v.string(), port: v.number() }
const serviceSchema = v.variant('state', [
  v.object({ ...serviceEntries, state: v.literal('listening') }),
  /** `reason`, a sentence: why it was not started, or that it has ended. */
  v.object({ ...serviceEntries, state: v.literal('failed'), reason: v.string() }),
])
export type ServiceStatus = v.InferOutput<typeof serviceSchema>

export const labStatusSchema = v.variant('state', [
  v.object({ name: v.string(), state: v.literal('down') }),
  v.object({
    name: v.string(),
    state: v.literal('up'),
    mode: v.picklist(labModes),
    /** Null with handed-out keys. */
    nameServer: v.nullable(
      v.object({
        kind: v.picklist(nameServerKinds),
        state: v.picklist(['running', 'failed']),
        addresses: v.array(v.string()),
      }),
    ),
    /** The host without VIP. */
    legacy: v.object({ host: v.string(), fqdn: v.string(), addresses: v.array(v.string()) }),
    rootless: v.boolean(),
    foreground: v.boolean(),
    runDirectory: v.string(),
    keeperPid: v.number(),
    hosts: v.array(hostSchema),
    /** Only those with an impairment. */
    links: v.array(linkSchema),
    services: v.array(serviceSchema),
  }),
])
export type LabStatus = v.InferOutput<typeof labStatusSchema>
