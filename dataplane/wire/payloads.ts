// What the handshake and the SAs carry (PROTOCOL sections 3 and 5): Request and Reply inside the
// Noise messages, and the inner control messages, which are ESP payloads with next header 253. All
// are deterministic CBOR maps; this file is the one table of their keys.
import { decodeCbor, encodeCbor } from './cbor.ts'
import type { CborFault } from './cbor.ts'
import {
  boolean,
  bytesOf,
  integerOf,
  listOf,
  mapOf,
  optional,
  required,
  variantOf,
  wordOf,
} from './cbor-shape.ts'
import type { Shape, ShapeValue } from './cbor-shape.ts'
import { endpoint, fqdn, ipv4Address } from './payloads-fields.ts'

/**
 * So that INIT, with a cookie, fits an IPv6 packet of 1280 bytes, which every path carries whole.
 */
export const maxPayloadBytes = 1024
/** As many as the packet path keeps for a peer. */
export const maxEndpoints = 8
export const hostKeyBytes = 32
export const challengeBytes = 8

/** A number has one meaning in all payloads, and is never used again for another. */
const keys = {
  /** Of an inner control message: which it is. */
  type: 0,
  /** Of an inner control message: from the sender's counter for this SA pair. */
  id: 1,
  /** The id of the Propose that is answered. */
  proposalId: 2,
  senderName: 3,
  receiverName: 4,
  senderVip: 5,
  receiverVip: 6,
  hostKey: 7,
  spi: 8,
  transforms: 9,
  transform: 10,
  endpoints: 11,
  source: 12,
  observedSource: 13,
  hasVip6: 14,
  trust: 15,
  epoch: 16,
  challenge: 17,
  sentAtUs: 18,
  reason: 19,
} as const

/** Keys of the map inside `receiverVip`. */
const verdictKeys = { vip: 0, isAccepted: 1 } as const

/** The numbers of IKEv2's encryption transforms (RFC 5282 section 8, RFC 7634 section 4). */
const transform = wordOf({ 'aes-256-gcm': 20, 'chacha20-poly1305': 28 })
export type Transform = ShapeValue<typeof transform>

const counter = integerOf(0, Number.MAX_SAFE_INTEGER)
/** RFC 4303 section 2.1 reserves the numbers up to 255. */
const spi = integerOf(256, 0xffff_ffff)
const endpoints = listOf(endpoint, 1, maxEndpoints)

/** Both sides say it of their own in each round; 0.0.0.0 ends the negotiation. */
const senderVip = required(keys.senderVip, ipv4Address)
const verdict = mapOf({
  vip: required(verdictKeys.vip, ipv4Address),
  isAccepted: required(verdictKeys.isAccepted, boolean),
})

const ofSender = {
  senderVip,
  /** Ed25519; must convert to the Noise static key, or the message is refused. */
  hostKey: required(keys.hostKey, bytesOf(hostKeyBytes)),
  /** By which the sender wants to receive. */
  spi: required(keys.spi, spi),
  /** Preferred first. */
  endpoints: required(keys.endpoints, endpoints),
  /** Where the sender believes that this message comes from. */
  source: required(keys.source, endpoint),
  /** Whether it answers on the IPv6 VIP that its host key gives (section 9). */
  hasVip6: required(keys.hasVip6, boolean),
}

const request = mapOf({
  ...ofSender,
  /** Missing: a host without a name, which can only have a one-sided VIP (paper 4.2.1). */
  senderName: optional(keys.senderName, fqdn),
  receiverName: required(keys.receiverName, fqdn),
  /** The VIP that DNS proposed for the receiver, and whether the sender takes it. */
  receiverVip: optional(keys.receiverVip, verdict),
  /** Preferred first. */
  transforms: required(keys.transforms, listOf(transform, 1, 2)),
})
/** In Noise message 1. */
export type Request = ShapeValue<typeof request>

/** Where the INIT came from: whoever sits behind a NAT learns it here. */
const observedSource = required(keys.observedSource, endpoint)

const reply = variantOf('trust', keys.trust, {
  /** The keys of the handshake are used; the VIPs may need more rounds. */
  accepted: {
    number: 1,
    fields: {
      ...ofSender,
      senderName: required(keys.senderName, fqdn),
      receiverName: optional(keys.receiverName, fqdn),
      /** The VIP that the Request proposed for its sender. */
      receiverVip: required(keys.receiverVip, verdict),
      transform: required(keys.transform, transform),
      observedSource,
    },
  },
  /** A person has to decide; the replier then starts a handshake of its own (section 4). */
  pending: {
    number: 2,
    fields: {
      senderName: required(keys.senderName, fqdn),
      hostKey: ofSender.hostKey,
      observedSource,
    },
  },
})
/** In Noise message 2. */
export type Reply = ShapeValue<typeof reply>

const id = required(keys.id, counter)
const epoch = required(keys.epoch, counter)
const challenge = required(keys.challenge, bytesOf(challengeBytes))
/** By the clock of whoever sends the Probe, who alone reads it. */
const sentAtUs = required(keys.sentAtUs, counter)
const closeReason = wordOf({ 'shutting-down': 1, 'mapping-discarded': 2, 'key-removed': 3 })
const receiverVip = required(keys.receiverVip, verdict)

const innerControl = variantOf('type', keys.type, {
  /** Another round: a VIP for the sender, and a verdict on the receiver's last one. */
  propose: { number: 1, fields: { id, senderVip, receiverVip } },
  /** The same from the other side, in answer to the Propose with this id. */
  verdict: {
    number: 2,
    fields: { id, proposalId: required(keys.proposalId, counter), senderVip, receiverVip },
  },
  /** The sender's endpoints, preferred first. An epoch that is not newer changes nothing. */
  hint: { number: 3, fields: { id, epoch, endpoints: required(keys.endpoints, endpoints) } },
  'hint-ack': { number: 4, fields: { id, epoch } },
  'path-challenge': { number: 5, fields: { id, challenge } },
  'path-response': { number: 6, fields: { id, challenge } },
  probe: { number: 7, fields: { id, sentAtUs } },
  'probe-reply': { number: 8, fields: { id, sentAtUs } },
  close: { number: 9, fields: { id, reason: required(keys.reason, closeReason) } },
})
export type InnerControl = ShapeValue<typeof innerControl>

/** Why bytes are no payload; each is a reason to drop and count. */
export type PayloadFault =
  | CborFault
  | 'payload-too-long'
  /** Good CBOR, but a field is missing, unknown, or not what it must be. */
  | 'wrong-shape'

export type PayloadResult<T> = { ok: true; value: T } | { ok: false; fault: PayloadFault }

/** @throws RangeError for a field out of its bounds */
export function encodeRequest(value: Request): Uint8Array {
  return encodeCbor(request.write(value))
}

/** Total. */
export function decodeRequest(bytes: Uint8Array): PayloadResult<Request> {
  return decode(request, bytes)
}

/** @throws RangeError for a field out of its bounds */
export function encodeReply(value: Reply): Uint8Array {
  return encodeCbor(reply.write(value))
}

/** Total. */
export function decodeReply(bytes: Uint8Array): PayloadResult<Reply> {
  return decode(reply, bytes)
}

/** @throws RangeError for a field out of its bounds */
export function encodeInnerControl(value: InnerControl): Uint8Array {
  return encodeCbor(innerControl.write(value))
}

/** Total. */
export function decodeInnerControl(bytes: Uint8Array): PayloadResult<InnerControl> {
  return decode(innerControl, bytes)
}

function decode<T>(shape: Shape<T>, bytes: Uint8Array): PayloadResult<T> {
  if (bytes.length > maxPayloadBytes) return { ok: false, fault: 'payload-too-long' }
  const item = decodeCbor(bytes)
  if (!item.ok) return { ok: false, fault: item.fault }
  const value = shape.read(item.value)
  return value === undefined ? { ok: false, fault: 'wrong-shape' } : { ok: true, value }
}
