// Clear control messages (PROTOCOL section 3): what stands behind the non-ESP marker of a datagram,
// as the packet path's `clear` event gives it. All numbers are big-endian. None of this is
// authentic; INIT and RESPONSE prove themselves by the Noise message they carry.

/** IX: both keys travel in the handshake. IK: the initiator knows the responder's key. */
export type NoisePattern = 'IX' | 'IK'
/** A hint only, never trusted. */
export type RefusedReason = 'unknown-key' | 'version' | 'busy'

export type ControlMessage =
  | {
      type: 'init'
      /** The sender's number for this handshake: 32 bits. */
      senderIndex: number
      pattern: NoisePattern
      /** 16 bytes, as a COOKIE brought them. */
      cookie?: Uint8Array
      noise: Uint8Array
    }
  | {
      type: 'response'
      senderIndex: number
      /** The INIT's session index, as in all that answers an INIT. */
      receiverIndex: number
      noise: Uint8Array
    }
  | { type: 'cookie'; receiverIndex: number; cookie: Uint8Array }
  /** Of the ESP packet that named no inbound SA. */
  | { type: 'nack'; spi: number; sequence: number }
  | { type: 'refused'; receiverIndex: number; reason: RefusedReason }

export type ControlFault =
  | { code: 'truncated' | 'trailing' | 'too-long' | 'reserved-bits' }
  | { code: 'unknown-type' | 'unknown-pattern' | 'unknown-reason' | 'cookie-length' }
  /** Whoever speaks another version may be told so, under its own session index. */
  | { code: 'version'; version: number; senderIndex: number }

export type ControlResult =
  { ok: true; message: ControlMessage } | { ok: false; fault: ControlFault }

const VERSION = 1
const cookieBytes = 16
/**
 * An IPv6 packet of 1280 bytes without its headers of IPv6 (40) and UDP (8), and without the
 * marker.
 */
export const maxControlMessageBytes = 1280 - 40 - 8 - 4
const headerBytes = 8
/** A public key, and a payload's tag at least; the rest is Noise's to judge. */
const leastNoiseBytes = 32 + 16

const types = { init: 1, response: 2, cookie: 3, nack: 4, refused: 5 } as const
const patterns: Record<NoisePattern, number> = { IX: 1, IK: 2 }
const reasons: Record<RefusedReason, number> = { 'unknown-key': 1, version: 2, busy: 3 }

/**
 * The prologue of both Noise sides: `VIP/1` and the INIT from its marker to its session index. What
 * a middle man changes there, or in the handshake that it belongs to, makes the handshake fail.
 */
export function handshakePrologue(initIndex: number): Uint8Array {
  const marker = new Uint8Array(4)
  return concat(new TextEncoder().encode('VIP/1'), marker, header(types.init, initIndex))
}

/**
 * The bytes behind the marker.
 * @throws RangeError for a number, cookie or length out of its bounds
 */
export function encodeControlMessage(message: ControlMessage): Uint8Array {
  const bytes = encode(message)
  if (bytes.length <= maxControlMessageBytes) return bytes
  throw new RangeError(`a control message of ${bytes.length} bytes exceeds the least path MTU`)
}

function encode(message: ControlMessage): Uint8Array {
  switch (message.type) {
    case 'init': {
      const cookie = message.cookie === undefined ? new Uint8Array(0) : checked(message.cookie)
      const lead = Uint8Array.of(patterns[message.pattern], cookie.length)
      return concat(header(types.init, message.senderIndex), lead, cookie, message.noise)
    }
    case 'response':
      return concat(
        header(types.response, message.senderIndex),
        u32(message.receiverIndex),
        message.noise,
      )
    case 'cookie': {
      const cookie = checked(message.cookie)
      return concat(header(types.cookie, 0), u32(message.receiverIndex), cookie)
    }
    case 'nack':
      return concat(header(types.nack, 0), u32(message.spi), u32(message.sequence))
    case 'refused':
      return concat(
        header(types.refused, 0),
        u32(message.receiverIndex),
        Uint8Array.of(reasons[message.reason]),
      )
    default:
      return message satisfies never
  }
}

/**
 * Total. What it accepts is exactly what `encodeControlMessage` makes of the message; byte strings
 * are copies.
 */
export function parseControlMessage(bytes: Uint8Array): ControlResult {
  if (bytes.length > maxControlMessageBytes) return faulty('too-long')
  if (bytes.length < headerBytes) return faulty('truncated')
  const version = bytes[0] ?? 0
  const senderIndex = u32At(bytes, 4)
  if (version !== VERSION) return { ok: false, fault: { code: 'version', version, senderIndex } }
  if (bytes[2] !== 0 || bytes[3] !== 0) return faulty('reserved-bits')
  const type = bytes[1]
  const body = bytes.subarray(headerBytes)
  if (type === types.init) return parseInit(senderIndex, body)
  if (type === types.response) return parseResponse(senderIndex, body)
  if (type !== types.cookie && type !== types.nack && type !== types.refused) {
    return faulty('unknown-type')
  }
  // Their senders keep no state that an index could name.
  if (senderIndex !== 0) return faulty('reserved-bits')
  if (type === types.cookie) return parseCookie(body)
  return type === types.nack ? parseNack(body) : parseRefused(body)
}

function parseInit(senderIndex: number, body: Uint8Array): ControlResult {
  if (body.length < 2) return faulty('truncated')
  const pattern = nameOf(patterns, body[0])
  if (pattern === undefined) return faulty('unknown-pattern')
  const length = body[1] ?? 0
  if (length !== 0 && length !== cookieBytes) return faulty('cookie-length')
  const noise = copy(body.subarray(2 + length))
  if (noise.length < leastNoiseBytes) return faulty('truncated')
  const message = { type: 'init', senderIndex, pattern, noise } as const
  if (length === 0) return { ok: true, message }
  return { ok: true, message: { ...message, cookie: copy(body.subarray(2, 2 + length)) } }
}

function parseResponse(senderIndex: number, body: Uint8Array): ControlResult {
  const noise = copy(body.subarray(4))
  if (noise.length < leastNoiseBytes) return faulty('truncated')
  const receiverIndex = u32At(body, 0)
  return { ok: true, message: { type: 'response', senderIndex, receiverIndex, noise } }
}

function parseCookie(body: Uint8Array): ControlResult {
  const fault = lengthFault(body, 4 + cookieBytes)
  if (fault !== undefined) return faulty(fault)
  const receiverIndex = u32At(body, 0)
  return { ok: true, message: { type: 'cookie', receiverIndex, cookie: copy(body.subarray(4)) } }
}

function parseNack(body: Uint8Array): ControlResult {
  const fault = lengthFault(body, 8)
  if (fault !== undefined) return faulty(fault)
  return { ok: true, message: { type: 'nack', spi: u32At(body, 0), sequence: u32At(body, 4) } }
}

function parseRefused(body: Uint8Array): ControlResult {
  const fault = lengthFault(body, 5)
  if (fault !== undefined) return faulty(fault)
  const reason = nameOf(reasons, body[4])
  if (reason === undefined) return faulty('unknown-reason')
  return { ok: true, message: { type: 'refused', receiverIndex: u32At(body, 0), reason } }
}

function lengthFault(body: Uint8Array, length: number): 'truncated' | 'trailing' | undefined {
  if (body.length === length) return undefined
  return body.length < length ? 'truncated' : 'trailing'
}

function faulty(code: Exclude<ControlFault['code'], 'version'>): ControlResult {
  return { ok: false, fault: { code } }
}

function nameOf<Name extends string>(numbers: Record<Name, number>, number: number | undefined) {
  return (Object.keys(numbers) as Name[]).find((name) => numbers[name] === number)
}

function checked(cookie: Uint8Array): Uint8Array {
  if (cookie.length === cookieBytes) return cookie
  throw new RangeError(`a cookie of ${cookie.length} bytes is not one of ${cookieBytes}`)
}

function header(type: number, senderIndex: number): Uint8Array {
  return concat(Uint8Array.of(VERSION, type, 0, 0), u32(senderIndex))
}

function u32(value: number): Uint8Array {
  if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) {
    throw new RangeError(`${value} does not fit 32 bits`)
  }
  return Uint8Array.of(value >>> 24, (value >>> 16) & 0xff, (value >>> 8) & 0xff, value & 0xff)
}

/** For 4 bytes or more behind `at`. */
function u32At(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + at, 4).getUint32(0)
}

/** Not slice(): that of a Buffer is a view, which would hold on to the datagram. */
function copy(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes)
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
