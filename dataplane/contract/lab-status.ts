// The JSON of `vip lab status --json`. More fields may be added; those here stay.
import * as v from 'valibot'
import { linkCountersSchema, linkSettingsSchema } from './link-settings.ts'

const counters = v.record(v.string(), v.number())

/** What of the static tunnel's own status is passed on. */
export const tunnelStatusSchema = v.object({
  tun: v.string(),
  port: v.number(),
  mtu: v.number(),
  /** Dropped packets by reason. */
  drops: counters,
  peers: v.array(
    v.object({
      name: v.string(),
      vip: v.string(),
      /** Preferred first. */
      endpoints: v.array(v.string()),
      rxBytes: v.number(),
      txBytes: v.number(),
      /** Age of the last authentic packet; null where there was none. */
      lastHeardMs: v.nullable(v.number()),
      drops: counters,
    }),
  ),
})
export type TunnelStatus = v.InferOutput<typeof tunnelStatusSchema>

const hostSchema = v.object({
  host: v.string(),
  fqdn: v.string(),
  vip: v.string(),
  vip6: v.string(),
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

export const labStatusSchema = v.variant('state', [
  v.object({ name: v.string(), state: v.literal('down') }),
  v.object({
    name: v.string(),
    state: v.literal('up'),
    rootless: v.boolean(),
    foreground: v.boolean(),
    runDirectory: v.string(),
    keeperPid: v.number(),
    hosts: v.array(hostSchema),
    /** Only those with an impairment. */
    links: v.array(linkSchema),
  }),
])
export type LabStatus = v.InferOutput<typeof labStatusSchema>
