// RDATA: which fields each known type has, and from that its bytes, its values and its text. A type
// that is not in the table is bytes and nothing else (RFC 3597).
import { DnsReader, DnsWriter } from './dns-bytes.ts'
import { knownTypeName, types } from './dns-codes.ts'
import type { TypeName } from './dns-codes.ts'
import { fields } from './dns-fields.ts'
import type { Field, NameResolver, Word } from './dns-fields.ts'
import type { DnsName } from './dns-name.ts'

type FieldKind = keyof typeof fields
type ValueOf<Kind extends FieldKind> = ReturnType<(typeof fields)[Kind]['read']>

const svcb = { priority: 'u16', target: 'name', params: 'svcParams' } as const

/** Fields in the order of the wire. */
const layouts = {
  A: { address: 'ipv4' },
  NS: { host: 'name' },
  CNAME: { target: 'name' },
  SOA: {
    primary: 'name',
    mailbox: 'name',
    serial: 'u32',
    refreshSeconds: 'u32',
    retrySeconds: 'u32',
    expireSeconds: 'u32',
    minimumSeconds: 'u32',
  },
  PTR: { target: 'name' },
  HINFO: { cpu: 'string', os: 'string' },
  MX: { preference: 'u16', exchange: 'name' },
  TXT: { strings: 'strings' },
  AAAA: { address: 'ipv6' },
  SRV: { priority: 'u16', weight: 'u16', port: 'u16', target: 'name' },
  DNAME: { target: 'name' },
  DS: { keyTag: 'u16', algorithm: 'u8', digestType: 'u8', digest: 'hex' },
  SSHFP: { algorithm: 'u8', fingerprintType: 'u8', fingerprint: 'hex' },
  /** RFC 4025; algorithm 4 is Ed25519 (RFC 9373), its key the 32 bytes alone. */
  IPSECKEY: {
    precedence: 'u8',
    gatewayType: 'u8',
    algorithm: 'u8',
    gateway: 'gateway',
    publicKey: 'base64',
  },
  TLSA: { usage: 'u8', selector: 'u8', matchingType: 'u8', data: 'hex' },
  SVCB: svcb,
  HTTPS: svcb,
  CAA: { flags: 'u8', tag: 'tag', value: 'text' },
} as const satisfies Record<TypeName, Record<string, FieldKind>>

/** The values of a type's fields: `Rdata<'MX'>` is `{ preference: number, exchange: DnsName }`. */
export type Rdata<Type extends TypeName> = {
  -readonly [Name in keyof (typeof layouts)[Type]]: ValueOf<
    Extract<(typeof layouts)[Type][Name], FieldKind>
  >
}

/** Names that a sender may compress: those of RFC 1035's types and no other (RFC 3597 section 4). */
const compressed: ReadonlySet<number> = new Set(
  (['NS', 'CNAME', 'SOA', 'PTR', 'MX'] as const).map((name) => types[name]),
)
/** Names that we expand all the same, as senders older than that rule compress them. */
const expanded: ReadonlySet<number> = new Set([...compressed, types.SRV, types.DNAME])

/** Types whose text is too rich to be worth a parser: the form of RFC 3597 says it as well. */
const genericText: ReadonlySet<number> = new Set([types.SVCB, types.HTTPS])

/** Undefined when the bytes are not exactly RDATA of that type. */
export function decodeRdata<Type extends TypeName>(
  type: Type,
  bytes: Uint8Array,
): Rdata<Type> | undefined {
  const reader = new DnsReader(bytes)
  const values = readFields(type, reader)
  return reader.failed || !reader.atEnd ? undefined : (values as Rdata<Type>)
}

/** @throws RangeError for a value that does not fit its field */
export function encodeRdata<Type extends TypeName>(type: Type, rdata: Rdata<Type>): Uint8Array {
  const writer = new DnsWriter()
  writeFields(type, writer, rdata, false)
  return writer.finish()
}

/** Whether a record may be stored: its RDATA is right as far as we know its type. */
export function isValidRdata(type: number, bytes: Uint8Array): boolean {
  const name = knownTypeName(type)
  return name === undefined || decodeRdata(name, bytes) !== undefined
}

/** Reads the next `length` bytes of a message, with names written out in full. */
export function readRdata(reader: DnsReader, type: number, length: number): Uint8Array {
  const name = knownTypeName(type)
  if (length === 0 || name === undefined || !expanded.has(type)) return reader.take(length)
  if (reader.at + length > reader.end) {
    reader.fail()
    return new Uint8Array(0)
  }
  const inner = new DnsReader(reader.bytes, reader.at, reader.at + length)
  const values = readFields(name, inner)
  if (inner.failed || !inner.atEnd) {
    reader.fail()
    return new Uint8Array(0)
  }
  reader.at += length
  const writer = new DnsWriter()
  writeFields(name, writer, values, false)
  return writer.finish()
}

/** Writes RDATA as it is stored, its names compressed where that is allowed. */
export function writeRdata(writer: DnsWriter, type: number, bytes: Uint8Array): void {
  const name = compressed.has(type) ? knownTypeName(type) : undefined
  const values = name && decodeRdata(name, bytes)
  if (name === undefined || values === undefined) writer.append(bytes)
  else writeFields(name, writer, values, true)
}

/**
 * Equal for RDATA that is equal (RFC 2136 section 1.1.1): byte for byte, names without regard to case.
 */
export function rdataKey(type: number, bytes: Uint8Array): string {
  const name = knownTypeName(type)
  const values = name && decodeRdata(name, bytes)
  if (name === undefined || values === undefined) return Buffer.from(bytes).toString('latin1')
  const writer = new DnsWriter()
  const lowered = layoutOf(name).map(([field, kind]) => {
    const value = values[field as keyof typeof values] as unknown
    return [field, kind === 'name' ? (value as DnsName).toLowerCase() : value]
  })
  writeFields(name, writer, Object.fromEntries(lowered) as Record<string, unknown>, false)
  return Buffer.from(writer.finish()).toString('latin1')
}

/** As a master file has it; the form of RFC 3597 section 5 for what we do not know. */
export function rdataToText(type: number, bytes: Uint8Array): string {
  const name = genericText.has(type) ? undefined : knownTypeName(type)
  const values = name && decodeRdata(name, bytes)
  if (name === undefined || values === undefined) {
    return `\\# ${bytes.length} ${Buffer.from(bytes).toString('hex')}`.trimEnd()
  }
  return layoutOf(name)
    .map(([field, kind]) => fieldOf(kind).toText(values[field as keyof typeof values]))
    .join(' ')
}

/** Undefined when the words are not RDATA of that type. */
export function rdataFromText(
  type: number,
  text: readonly Word[],
  resolve: NameResolver,
): Uint8Array | undefined {
  const words = [...text]
  if (words[0]?.raw === '\\#' && !words[0].quoted) return genericFromText(type, words.slice(1))
  const name = genericText.has(type) ? undefined : knownTypeName(type)
  if (name === undefined) return undefined
  const values: Record<string, unknown> = {}
  for (const [field, kind] of layoutOf(name)) {
    values[field] = fieldOf(kind).fromText(words, resolve, values)
    if (values[field] === undefined) return undefined
  }
  if (words.length > 0) return undefined
  const writer = new DnsWriter()
  writeFields(name, writer, values, false)
  const bytes = writer.finish()
  // Fields may each be right and not go together, such as a root name for a gateway.
  return decodeRdata(name, bytes) && bytes
}

function genericFromText(type: number, [length, ...words]: Word[]): Uint8Array | undefined {
  const bytes = fields.hex.fromText(words, () => undefined, {})
  if (bytes === undefined || length?.raw !== String(bytes.length)) return undefined
  return isValidRdata(type, bytes) ? bytes : undefined
}

function readFields(type: TypeName, reader: DnsReader): Record<string, unknown> {
  const values: Record<string, unknown> = {}
  for (const [field, kind] of layoutOf(type)) values[field] = fieldOf(kind).read(reader, values)
  return values
}

function writeFields(type: TypeName, writer: DnsWriter, values: object, compress: boolean): void {
  const byName = values as Readonly<Record<string, unknown>>
  for (const [field, kind] of layoutOf(type)) fieldOf(kind).write(writer, byName[field], compress)
}

function layoutOf(type: TypeName): [string, FieldKind][] {
  return Object.entries(layouts[type])
}

function fieldOf(kind: FieldKind): Field<unknown> {
  return fields[kind] as Field<unknown>
}
