// The part of CBOR that VIP's payloads use, in its one deterministic form (RFC 8949 section 4.2.1):
// unsigned integers, byte strings, text, arrays, maps with unsigned keys, booleans. Every accepted
// input is exactly what `encodeCbor` makes of the value, so equal values are equal bytes.

export type CborValue = number | boolean | string | Uint8Array | CborValue[] | CborMap
/** Keys in any order; the encoding sorts them. */
export type CborMap = Map<number, CborValue>

/** Why bytes are no value. All of it is the sender's doing. */
export type CborFault =
  /** The item ends behind the input. */
  | 'truncated'
  /** Something follows the item. */
  | 'trailing'
  /** An integer, length or key in more bytes than it needs. */
  | 'not-shortest'
  /**
   * Negative numbers, tags, floats, null, indefinite lengths, reserved codes, keys that are no
   * integer.
   */
  | 'unsupported'
  /** Above 2^53 - 1, and so not exact in JavaScript. */
  | 'integer-too-large'
  | 'string-too-long'
  | 'too-many-items'
  | 'too-deep'
  | 'not-utf8'
  | 'duplicate-key'
  | 'unsorted-keys'

export type CborResult =
  | { ok: true; value: CborValue }
  /** `at`: offset of the item at fault, in bytes. */
  | { ok: false; fault: CborFault; at: number }

/**
 * What bounds the work and memory that a datagram can ask for; payloads set narrower bounds a
 * field.
 */
export const cborLimits = {
  /** A name has at most 254; nothing else is as long. */
  stringBytes: 256,
  /** The payload with most fields, Reply, has 13. */
  items: 32,
  /** A map, in it a list, in it a string. */
  depth: 4,
} as const

const major = { unsigned: 0, bytes: 2, text: 3, array: 4, map: 5, simple: 7 } as const
const FALSE = 0xf4
const TRUE = 0xf5
// "ignoreBOM": else a leading U+FEFF is swallowed, and two encodings give one text.
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Total: any bytes give a value or a fault. Strings are copies. */
export function decodeCbor(bytes: Uint8Array): CborResult {
  const cursor: Cursor = { bytes, at: 0 }
  const item = readItem(cursor, 0)
  if ('fault' in item) return { ok: false, ...item }
  if (cursor.at < bytes.length) return { ok: false, fault: 'trailing', at: cursor.at }
  return { ok: true, value: item.value }
}

type Cursor = { readonly bytes: Uint8Array; at: number }
type Faulty = { fault: CborFault; at: number }
type Item<T> = { value: T } | Faulty
type Head = { major: number; argument: number }

function readItem(cursor: Cursor, depth: number): Item<CborValue> {
  const at = cursor.at
  const first = cursor.bytes[at]
  if (first === FALSE || first === TRUE) {
    cursor.at += 1
    return { value: first === TRUE }
  }
  const head = readHead(cursor)
  if ('fault' in head) return head
  const { argument } = head.value
  switch (head.value.major) {
    case major.unsigned:
      return { value: argument }
    case major.bytes:
      return readBytes(cursor, argument, at)
    case major.text:
      return readText(cursor, argument, at)
    case major.array:
      return readArray(cursor, argument, at, depth)
    case major.map:
      return readMap(cursor, argument, at, depth)
    default:
      return { fault: 'unsupported', at }
  }
}

/** The first byte, and the 0, 1, 2, 4 or 8 that it announces (RFC 8949 section 3). */
function readHead(cursor: Cursor): Item<Head> {
  const at = cursor.at
  const first = cursor.bytes[at]
  if (first === undefined) return { fault: 'truncated', at }
  const short = first & 0x1f
  if (first >>> 5 === major.simple || short > 27) return { fault: 'unsupported', at }
  cursor.at += 1
  if (short < 24) return { value: { major: first >>> 5, argument: short } }
  const size = 2 ** (short - 24)
  if (at + 1 + size > cursor.bytes.length) return { fault: 'truncated', at }
  let argument = 0
  // Above 2^53 the sum rounds, but never to below it.
  for (let left = size; left > 0; left--) {
    argument = argument * 0x100 + (cursor.bytes[cursor.at++] ?? 0)
  }
  const fitsLess = size === 1 ? argument < 24 : argument < 2 ** (4 * size)
  if (fitsLess) return { fault: 'not-shortest', at }
  if (argument > Number.MAX_SAFE_INTEGER) return { fault: 'integer-too-large', at }
  return { value: { major: first >>> 5, argument } }
}

function readBytes(cursor: Cursor, length: number, at: number): Item<Uint8Array> {
  if (length > cborLimits.stringBytes) return { fault: 'string-too-long', at }
  if (cursor.at + length > cursor.bytes.length) return { fault: 'truncated', at }
  cursor.at += length
  // Not slice(): that of a Buffer is a view.
  return { value: new Uint8Array(cursor.bytes.subarray(cursor.at - length, cursor.at)) }
}

function readText(cursor: Cursor, length: number, at: number): Item<string> {
  const encoded = readBytes(cursor, length, at)
  if ('fault' in encoded) return encoded
  try {
    return { value: utf8.decode(encoded.value) }
  } catch {
    return { fault: 'not-utf8', at }
  }
}

function readArray(cursor: Cursor, count: number, at: number, depth: number): Item<CborValue[]> {
  if (count > cborLimits.items) return { fault: 'too-many-items', at }
  if (depth === cborLimits.depth) return { fault: 'too-deep', at }
  const values: CborValue[] = []
  for (let index = 0; index < count; index++) {
    const item = readItem(cursor, depth + 1)
    if ('fault' in item) return item
    values.push(item.value)
  }
  return { value: values }
}

function readMap(cursor: Cursor, count: number, at: number, depth: number): Item<CborMap> {
  if (count > cborLimits.items) return { fault: 'too-many-items', at }
  if (depth === cborLimits.depth) return { fault: 'too-deep', at }
  const map: CborMap = new Map()
  let last = -1
  for (let index = 0; index < count; index++) {
    const keyAt = cursor.at
    const key = readHead(cursor)
    if ('fault' in key) return key
    if (key.value.major !== major.unsigned) return { fault: 'unsupported', at: keyAt }
    // Shortest unsigned integers sort by their bytes as they do by their value.
    if (key.value.argument === last) return { fault: 'duplicate-key', at: keyAt }
    if (key.value.argument < last) return { fault: 'unsorted-keys', at: keyAt }
    last = key.value.argument
    const item = readItem(cursor, depth + 1)
    if ('fault' in item) return item
    map.set(last, item.value)
  }
  return { value: map }
}

/**
 * The one encoding of a value.
 * @throws RangeError for what `decodeCbor` would refuse: it is our own fault, so it is never silent
 */
export function encodeCbor(value: CborValue): Uint8Array {
  const into: number[] = []
  writeItem(into, value, 0)
  return Uint8Array.from(into)
}

function writeItem(into: number[], value: CborValue, depth: number): void {
  if (typeof value === 'boolean') into.push(value ? TRUE : FALSE)
  else if (typeof value === 'number') writeHead(into, major.unsigned, value)
  else if (typeof value === 'string') {
    if (!value.isWellFormed()) throw new RangeError('text with half a surrogate pair has no UTF-8')
    writeString(into, major.text, new TextEncoder().encode(value))
  } else if (value instanceof Uint8Array) writeString(into, major.bytes, value)
  else if (Array.isArray(value)) {
    expectRoom(value.length, depth)
    writeHead(into, major.array, value.length)
    for (const item of value) writeItem(into, item, depth + 1)
  } else {
    expectRoom(value.size, depth)
    writeHead(into, major.map, value.size)
    for (const [key, item] of [...value].toSorted(([a], [b]) => a - b)) {
      writeHead(into, major.unsigned, key)
      writeItem(into, item, depth + 1)
    }
  }
}

function writeString(into: number[], kind: number, bytes: Uint8Array): void {
  if (bytes.length > cborLimits.stringBytes) {
    throw new RangeError(`a string of ${bytes.length} bytes exceeds ${cborLimits.stringBytes}`)
  }
  writeHead(into, kind, bytes.length)
  into.push(...bytes)
}

function expectRoom(count: number, depth: number): void {
  if (count > cborLimits.items) throw new RangeError(`${count} items exceed ${cborLimits.items}`)
  if (depth === cborLimits.depth) throw new RangeError(`nested deeper than ${cborLimits.depth}`)
}

function writeHead(into: number[], kind: number, argument: number): void {
  if (!Number.isSafeInteger(argument) || argument < 0) {
    throw new RangeError(`${argument} is not an unsigned integer below 2^53`)
  }
  const first = kind << 5
  if (argument < 24) {
    into.push(first | argument)
    return
  }
  const size = argument < 2 ** 8 ? 1 : argument < 2 ** 16 ? 2 : argument < 2 ** 32 ? 4 : 8
  into.push(first | (24 + Math.log2(size)))
  for (let shift = size - 1; shift >= 0; shift--) {
    into.push(Math.floor(argument / 2 ** (8 * shift)) % 0x100)
  }
}
