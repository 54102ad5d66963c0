// What the static tunnel is told on its standard input and over its control socket. It is a helper without negotiation:
// whoever starts it plays the part of DNS and of the handshake. The lab and the measurements use it.
import * as v from 'valibot'

const ipv4 = v.pipe(v.string(), v.ipv4('must be an IPv4 address'))
const ipv6 = v.pipe(v.string(), v.ipv6('must be an IPv6 address'))
const endpoint = v.pipe(
  v.string(),
  v.regex(/^(\[[0-9a-fA-F:.]+\]|[0-9.]+):\d{1,5}$/, 'must be address:port, IPv6 in brackets'),
)
const endpoints = v.pipe(v.array(endpoint), v.maxLength(8, 'a peer has at most 8 endpoints'))

const securityAssociation = v.strictObject({
  /** RFC 4303 reserves the numbers up to 255. */
  spi: v.pipe(v.number(), v.integer(), v.minValue(256), v.maxValue(0xffffffff)),
  /** 36 bytes in hexadecimal digits: the key, then the salt (RFC 4106 section 8.1). */
  key: v.pipe(v.string(), v.regex(/^[0-9a-f]{72}$/, 'must be 72 lower-case hexadecimal digits')),
})

const peer = v.strictObject({
  name: v.string(),
  vip: ipv4,
  vip6: v.optional(ipv6),
  /** Preferred first. */
  endpoints,
  cipher: v.picklist(['aes-256-gcm', 'chacha20-poly1305']),
  outbound: securityAssociation,
  inbound: securityAssociation,
})

export const staticTunnelConfigSchema = v.strictObject({
  tun: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9%-]{0,14}$/, 'must be an interface name')),
  port: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(65535)),
  mtu: v.pipe(v.number(), v.integer(), v.minValue(1280), v.maxValue(65000)),
  /** Path of the unix socket to serve; absent: none. */
  control: v.optional(v.string()),
  local: v.strictObject({ vip: ipv4, vip6: v.optional(ipv6) }),
  peers: v.array(peer),
})
export type StaticTunnelConfig = v.InferOutput<typeof staticTunnelConfigSchema>

const ofPeer = { peer: v.string() }
const request = { id: v.pipe(v.number(), v.integer()) }

/** One request a line; each is answered by one line, `StaticTunnelReply`. */
export const staticTunnelRequestSchema = v.variant('method', [
  v.strictObject({ ...request, method: v.literal('status') }),
  v.strictObject({
    ...request,
    method: v.literal('endpoints'),
    params: v.strictObject({ ...ofPeer, endpoints }),
  }),
  /** Opens another port, which closes the one of the last such request, and sends to the peer by it. */
  v.strictObject({
    ...request,
    method: v.literal('alternatePort'),
    params: v.strictObject(ofPeer),
  }),
  v.strictObject({ ...request, method: v.literal('hold'), params: v.strictObject(ofPeer) }),
  v.strictObject({
    ...request,
    method: v.literal('release'),
    /** TCP segments sent in the last so many milliseconds go once more; null: none. */
    params: v.strictObject({
      ...ofPeer,
      resendSinceMs: v.nullable(v.pipe(v.number(), v.minValue(0))),
    }),
  }),
])
export type StaticTunnelRequest = v.InferOutput<typeof staticTunnelRequestSchema>

export type StaticTunnelPeerStatus = {
  name: string
  vip: string
  endpoints: readonly string[]
  held: boolean
  rxBytes: number
  txBytes: number
  rxPackets: number
  txPackets: number
  /** Since the last authentic packet; null where there was none. */
  lastHeardMs: number | null
  drops: Record<string, number>
}

export type StaticTunnelStatus = {
  tun: string
  port: number
  mtu: number
  /** Of the whole helper, by reason. */
  drops: Record<string, number>
  /** Of this process, in bytes and seconds. */
  rssBytes: number
  cpuSeconds: number
  peers: StaticTunnelPeerStatus[]
}

export type StaticTunnelReply =
  | {
      id: number
      result: StaticTunnelStatus | { heldSent: number; resent: number } | { port: number } | null
    }
  | { id: number | null; error: { code: string; message: string } }
