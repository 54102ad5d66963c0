// An UPDATE signed by TSIG, written once more and by nothing of the product: what product and this agree on
// is what RFC 2136 and RFC 8945 say, and here the clock can be wrong.
import { createHmac } from 'node:crypto'
import type { TestKey } from './nameserver-program.ts'

const CLASS_IN = 1
const CLASS_ANY = 255
const TYPE_A = 1
const TYPE_SOA = 6
const TYPE_TSIG = 250
const FUDGE_SECONDS = 300

export interface SignedUpdate {
  bytes: Buffer
  mac: Buffer
}

/** Adds one A record. */
export function signedUpdate(
  { zone, owner, octets, id }: { zone: string; owner: string; octets: number[]; id: number },
  key: TestKey,
  timeSeconds: number,
): SignedUpdate {
  const message = Buffer.concat([
    u16(id, 0x2800, 1, 0, 1, 0),
    ...[name(zone), u16(TYPE_SOA, CLASS_IN)],
    ...[name(owner), u16(TYPE_A, CLASS_IN, 0, 1, 4), Buffer.from(octets)],
  ])
  const mac = hmac(key, [message, variables(key, timeSeconds, 0, Buffer.alloc(0))])
  const rdata = Buffer.concat([
    ...[name(key.algorithm), u48(timeSeconds), u16(FUDGE_SECONDS, mac.length), mac],
    u16(id, 0, 0),
  ])
  const record = [name(key.name), u16(TYPE_TSIG, CLASS_ANY, 0, 0, rdata.length), rdata]
  const bytes = Buffer.concat([message, ...record])
  bytes.writeUInt16BE(1, 10)
  return { bytes, mac }
}

export interface SignedAnswer {
  rcode: number
  tsigError: number
  /** What the server's clock says, in answers with BADTIME. */
  serverTimeSeconds: number | undefined
  /** 'unsigned' when there is no MAC at all. */
  signature: 'right' | 'wrong' | 'unsigned'
}

/** For an answer to an update, which has no names but the zone's and those of its TSIG. */
export function readSignedAnswer(
  bytes: Buffer,
  key: TestKey,
  zone: string,
  requestMac: Buffer,
): SignedAnswer {
  const at = 12 + name(zone).length + 4
  const start = at + name(key.name).length + 10 + name(key.algorithm).length
  const timeSeconds = bytes.readUIntBE(start, 6)
  const macLength = bytes.readUInt16BE(start + 8)
  const mac = bytes.subarray(start + 10, start + 10 + macLength)
  const behind = start + 10 + macLength
  const tsigError = bytes.readUInt16BE(behind + 2)
  const other = bytes.subarray(behind + 6, behind + 6 + bytes.readUInt16BE(behind + 4))
  const message = Buffer.from(bytes.subarray(0, at))
  message.writeUInt16BE(bytes.readUInt16BE(10) - 1, 10)
  const expected = hmac(key, [
    ...[u16(requestMac.length), requestMac, message],
    variables(key, timeSeconds, tsigError, other),
  ])
  return {
    rcode: bytes.readUInt16BE(2) & 0xf,
    tsigError,
    serverTimeSeconds: other.length === 6 ? other.readUIntBE(0, 6) : undefined,
    signature: macLength === 0 ? 'unsigned' : mac.equals(expected) ? 'right' : 'wrong',
  }
}

export function query(owner: string, type: number, id: number): Buffer {
  return Buffer.concat([u16(id, 0, 1, 0, 0, 0), name(owner), u16(type, CLASS_IN)])
}

function variables(key: TestKey, timeSeconds: number, error: number, other: Buffer): Buffer {
  return Buffer.concat([
    ...[name(key.name), u16(CLASS_ANY, 0, 0), name(key.algorithm)],
    ...[u48(timeSeconds), u16(FUDGE_SECONDS, error, other.length), other],
  ])
}

function hmac(key: TestKey, parts: Buffer[]): Buffer {
  const hmacOf = createHmac(key.algorithm.slice('hmac-'.length), Buffer.from(key.secret, 'base64'))
  return hmacOf.update(Buffer.concat(parts)).digest()
}

function name(text: string): Buffer {
  const labels = text
    .split('.')
    .map((label) => Buffer.concat([Buffer.of(label.length), Buffer.from(label)]))
  return Buffer.concat([...labels, Buffer.of(0)])
}

function u16(...values: number[]): Buffer {
  return Buffer.from(values.flatMap((value) => [value >>> 8, value & 0xff]))
}

function u48(value: number): Buffer {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return bytes
}
