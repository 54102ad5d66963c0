// Transaction signatures (RFC 8945): a message is signed by a record at its end.
import { DnsReader, DnsWriter } from './dns-bytes.ts'
import { classes, metaTypes } from './dns-codes.ts'
import type { DnsMessage, TsigPlace } from './dns-message.ts'
import { nameKey, parseDnsName, readName, sameName, writeName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'

/** Those that RFC 8945 section 6 wants; HMAC-MD5 and SHA-1 are refused. */
export const tsigAlgorithms = { 'hmac-sha256': 32, 'hmac-sha512': 64 } as const
export type TsigAlgorithm = keyof typeof tsigAlgorithms

/** A shared key. The secret is inside `mac`, where no log or message can reach it. */
export interface TsigKey {
  name: DnsName
  algorithm: TsigAlgorithm
  /** The whole HMAC of `data`: 32 or 64 bytes. */
  mac(data: Uint8Array): Uint8Array
}

/** RFC 8945 section 3. */
export const tsigErrors = { none: 0, badSig: 16, badKey: 17, badTime: 18, badTrunc: 22 } as const

/** Seconds that the clocks of both ends may differ (RFC 8945 section 10). */
export const fudgeSeconds = 300

/** RFC 8945 section 4.2. */
export interface TsigFields {
  algorithm: DnsName
  /** Seconds since 1970. */
  timeSeconds: number
  fudgeSeconds: number
  mac: Uint8Array
  originalId: number
  error: number
  other: Uint8Array
}

export interface Signed {
  bytes: Uint8Array
  /** The request's is needed to check, or to sign, its response. */
  mac: Uint8Array
}

export function signRequest(message: Uint8Array, key: TsigKey, timeSeconds: number): Signed {
  return sign(message, key, { timeSeconds, error: tsigErrors.none, other: noBytes }, undefined)
}

/** What a request's signature says of it. `tsig` is undefined where the record cannot be read. */
export type RequestVerdict =
  | { kind: 'unsigned' }
  | { kind: 'malformed' }
  | { kind: 'verified'; key: TsigKey; tsig: TsigFields }
  /** Nobody we know: the answer goes unsigned (section 5.3.2). */
  | { kind: 'unproven'; error: 'badKey' | 'badSig'; keyName: DnsName; tsig: TsigFields }
  /** The signature is right and yet it is refused: the answer is signed. */
  | { kind: 'refused'; error: 'badTime' | 'badTrunc'; key: TsigKey; tsig: TsigFields }

/** @param bytes the whole message, from which `message` was decoded */
export function verifyRequest(
  bytes: Uint8Array,
  message: DnsMessage,
  keys: readonly TsigKey[],
  nowSeconds: number,
): RequestVerdict {
  if (message.tsig === undefined) return { kind: 'unsigned' }
  const tsig = readTsig(message.tsig)
  if (tsig === undefined) return { kind: 'malformed' }
  const keyName = message.tsig.record.name
  const key = keys.find(
    ({ name, algorithm }) => sameName(name, keyName) && isAlgorithm(tsig, algorithm),
  )
  if (key === undefined) return { kind: 'unproven', error: 'badKey', keyName, tsig }
  const length = macLength(tsig, key)
  if (length === 'wrong') return { kind: 'malformed' }
  const mac = key.mac(signedBytes(bytes, message.tsig, tsig, undefined))
  if (!equalInConstantTime(mac.subarray(0, tsig.mac.length), tsig.mac)) {
    return { kind: 'unproven', error: 'badSig', keyName, tsig }
  }
  if (isBadTime(tsig, nowSeconds)) return { kind: 'refused', error: 'badTime', key, tsig }
  if (length === 'truncated') return { kind: 'refused', error: 'badTrunc', key, tsig }
  return { kind: 'verified', key, tsig }
}

/** Adds to a response what the verdict on its request asks for. */
export function signResponse(
  response: Uint8Array,
  verdict: RequestVerdict,
  nowSeconds: number,
): Uint8Array {
  switch (verdict.kind) {
    case 'unsigned':
    case 'malformed':
      return response
    case 'verified': {
      const { key, tsig } = verdict
      const own = { timeSeconds: nowSeconds, error: tsigErrors.none, other: noBytes }
      return sign(response, key, own, tsig.mac).bytes
    }
    case 'unproven': {
      const { tsig, keyName } = verdict
      const own = { originalId: idOf(response), error: tsigErrors[verdict.error], other: noBytes }
      return appendTsig(response, keyName, { ...tsig, ...own, mac: noBytes })
    }
    case 'refused': {
      const { key, tsig } = verdict
      // BADTIME tells the server's clock, and carries the client's own time, which it will accept.
      const other = verdict.error === 'badTime' ? u48Bytes(nowSeconds) : noBytes
      const own = { timeSeconds: tsig.timeSeconds, error: tsigErrors[verdict.error], other }
      return sign(response, key, own, tsig.mac).bytes
    }
    default:
      return verdict satisfies never
  }
}

/** How much longer `signResponse` makes the response. */
export function tsigBytes(verdict: RequestVerdict): number {
  return signResponse(new Uint8Array(HEADER_BYTES), verdict, 0).length - HEADER_BYTES
}

export type ResponseVerdict =
  /** It is the server's; its rcode counts. */
  | { kind: 'verified' }
  /** The server's, too: our clock is off. */
  | { kind: 'badTime'; serverTimeSeconds: number }
  /** Anybody may have sent it: a hint why nothing better comes, never a reason to stop waiting. */
  | { kind: 'hint'; error: number }
  | { kind: 'forged'; why: 'unsigned' | 'malformed' | 'key' | 'signature' | 'time' }

export function verifyResponse(
  bytes: Uint8Array,
  message: DnsMessage,
  key: TsigKey,
  requestMac: Uint8Array,
  nowSeconds: number,
): ResponseVerdict {
  if (message.tsig === undefined) return { kind: 'forged', why: 'unsigned' }
  const tsig = readTsig(message.tsig)
  if (tsig === undefined) return { kind: 'forged', why: 'malformed' }
  const { error } = tsig
  if (tsig.mac.length === 0 && error !== tsigErrors.none) return { kind: 'hint', error }
  if (!sameName(message.tsig.record.name, key.name) || !isAlgorithm(tsig, key.algorithm)) {
    return { kind: 'forged', why: 'key' }
  }
  const mac = key.mac(signedBytes(bytes, message.tsig, tsig, requestMac))
  if (!equalInConstantTime(mac, tsig.mac)) return { kind: 'forged', why: 'signature' }
  if (error === tsigErrors.badTime && tsig.other.length === 6) {
    return { kind: 'badTime', serverTimeSeconds: new DnsReader(tsig.other).u48() }
  }
  return isBadTime(tsig, nowSeconds) ? { kind: 'forged', why: 'time' } : { kind: 'verified' }
}

const HEADER_BYTES = 12
const noBytes = new Uint8Array(0)
/** RFC 8945 section 5.2.2.1: a shorter MAC is not merely truncated but malformed. */
const LEAST_MAC_BYTES = 10

/** Undefined when it is no TSIG: its class, TTL or fields are wrong. */
function readTsig({ record }: TsigPlace): TsigFields | undefined {
  if (record.class !== classes.any || record.ttl !== 0) return undefined
  const reader = new DnsReader(record.rdata)
  const fields = {
    algorithm: readName(reader),
    timeSeconds: reader.u48(),
    fudgeSeconds: reader.u16(),
    mac: reader.take(reader.u16()),
    originalId: reader.u16(),
    error: reader.u16(),
    other: reader.take(reader.u16()),
  }
  return reader.failed || !reader.atEnd ? undefined : fields
}

function sign(
  message: Uint8Array,
  key: TsigKey,
  own: Pick<TsigFields, 'timeSeconds' | 'error' | 'other'>,
  requestMac: Uint8Array | undefined,
): Signed {
  const algorithm = algorithmName(key.algorithm)
  const fields = { ...own, algorithm, fudgeSeconds, mac: noBytes, originalId: idOf(message) }
  const mac = key.mac(dataToSign(message, key.name, fields, requestMac))
  return { bytes: appendTsig(message, key.name, { ...fields, mac }), mac }
}

function appendTsig(message: Uint8Array, keyName: DnsName, fields: TsigFields): Uint8Array {
  const writer = new DnsWriter()
  writer.append(withAdditionalCount(message, +1))
  writeName(writer, keyName, false)
  writer.u16(metaTypes.TSIG)
  writer.u16(classes.any)
  writer.u32(0)
  writer.withLength(() => {
    writeName(writer, fields.algorithm, false)
    writer.u48(fields.timeSeconds)
    writer.u16(fields.fudgeSeconds)
    writer.withLength(() => writer.append(fields.mac))
    writer.u16(fields.originalId)
    writer.u16(fields.error)
    writer.withLength(() => writer.append(fields.other))
  })
  return writer.finish()
}

/** The received message as it was before it was signed, and what was signed with it. */
function signedBytes(
  bytes: Uint8Array,
  { at, record }: TsigPlace,
  fields: TsigFields,
  requestMac: Uint8Array | undefined,
): Uint8Array {
  const message = withAdditionalCount(bytes.subarray(0, at), -1)
  // A forwarder may have given it another id (section 4.2).
  message[0] = fields.originalId >>> 8
  message[1] = fields.originalId & 0xff
  return dataToSign(message, record.name, fields, requestMac)
}

/** RFC 8945 sections 4.3.1 to 4.3.3: a request's MAC, the message, the TSIG variables. */
function dataToSign(
  message: Uint8Array,
  keyName: DnsName,
  fields: TsigFields,
  requestMac: Uint8Array | undefined,
): Uint8Array {
  const writer = new DnsWriter()
  if (requestMac) writer.withLength(() => writer.append(requestMac))
  writer.append(message)
  writeName(writer, nameKey(keyName) as DnsName, false)
  writer.u16(classes.any)
  writer.u32(0)
  writeName(writer, nameKey(fields.algorithm) as DnsName, false)
  writer.u48(fields.timeSeconds)
  writer.u16(fields.fudgeSeconds)
  writer.u16(fields.error)
  writer.withLength(() => writer.append(fields.other))
  return writer.finish()
}

function macLength({ mac }: TsigFields, key: TsigKey): 'whole' | 'truncated' | 'wrong' {
  const whole = tsigAlgorithms[key.algorithm]
  if (mac.length === whole) return 'whole'
  const isTooShort = mac.length < Math.max(LEAST_MAC_BYTES, whole / 2)
  return mac.length > whole || isTooShort ? 'wrong' : 'truncated'
}

function isBadTime(tsig: TsigFields, nowSeconds: number): boolean {
  return Math.abs(nowSeconds - tsig.timeSeconds) > tsig.fudgeSeconds
}

function isAlgorithm(tsig: TsigFields, algorithm: TsigAlgorithm): boolean {
  return sameName(tsig.algorithm, algorithmName(algorithm))
}

function algorithmName(algorithm: TsigAlgorithm): DnsName {
  return parseDnsName(algorithm) as DnsName
}

function withAdditionalCount(message: Uint8Array, change: number): Uint8Array {
  // Not "slice", which of a Buffer is no copy.
  const copy = Uint8Array.from(message)
  const count = new DnsReader(message, 10).u16() + change
  copy[10] = count >>> 8
  copy[11] = count & 0xff
  return copy
}

function idOf(message: Uint8Array): number {
  return new DnsReader(message).u16()
}

function u48Bytes(value: number): Uint8Array {
  const writer = new DnsWriter()
  writer.u48(value)
  return writer.finish()
}

/** The time taken tells a forger nothing of how many bytes were right. */
function equalInConstantTime(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  let difference = 0
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at] ?? 0)
  return difference === 0
}
