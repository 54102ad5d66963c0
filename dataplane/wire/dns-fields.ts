// The kinds of fields that RDATA is made of: each read from bytes, written to bytes, and, for master
// files (RFC 1035 section 5.1), to and from text.
import { formatIpv4, formatIpv6, parseIpv4, parseIpv6 } from './dns-address.ts'
import type { DnsReader, DnsWriter } from './dns-bytes.ts'
import { parseDnsName, readName, writeName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'

/** A word of a master file; bytes, as quoted strings may hold any. */
export interface Word {
  /** One character a byte, escapes as they stand in the file. */
  raw: string
  quoted: boolean
}

/** Makes a name of a word: absolute, or relative to the file's origin. */
export type NameResolver = (text: string) => DnsName | undefined

export interface Field<Value> {
  /** `before`: the record's fields that were read already. */
  read(reader: DnsReader, before: Readonly<Record<string, unknown>>): Value
  write(writer: DnsWriter, value: Value, compress: boolean): void
  toText(value: Value): string
  /** Takes its words from the front of `words`. Undefined when they do not fit. */
  fromText(
    words: Word[],
    resolve: NameResolver,
    before: Readonly<Record<string, unknown>>,
  ): Value | undefined
}

function integer(bytes: 1 | 2 | 4): Field<number> {
  return {
    read: (reader) => (bytes === 1 ? reader.u8() : bytes === 2 ? reader.u16() : reader.u32()),
    write: (writer, value) =>
      bytes === 1 ? writer.u8(value) : bytes === 2 ? writer.u16(value) : writer.u32(value),
    toText: String,
    fromText(words) {
      const text = words.shift()?.raw ?? ''
      const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
      return value < 2 ** (8 * bytes) ? value : undefined
    },
  }
}

const name: Field<DnsName> = {
  read: readName,
  write: writeName,
  toText: String,
  fromText: (words, resolve) => resolve(words.shift()?.raw ?? ''),
}

function address(
  length: number,
  parse: (text: string) => Uint8Array | undefined,
  format: (bytes: Uint8Array) => string,
): Field<string> {
  return {
    read(reader) {
      const bytes = reader.take(length)
      return reader.failed ? '' : format(bytes)
    },
    write: (writer, value) => writer.append(addressBytes(value, parse)),
    toText: String,
    fromText(words) {
      const bytes = parse(words.shift()?.raw ?? '')
      return bytes && format(bytes)
    },
  }
}

function addressBytes(text: string, parse: (text: string) => Uint8Array | undefined): Uint8Array {
  const bytes = parse(text)
  if (bytes === undefined) throw new RangeError(`"${text}" is not an address of this family`)
  return bytes
}

const TAG = /^[A-Za-z0-9]{1,255}$/

/** A character-string: at most 255 bytes behind their length. */
const string: Field<Uint8Array> = {
  read: (reader) => reader.take(reader.u8()),
  write(writer, value) {
    writer.u8(value.length)
    writer.append(value)
  },
  toText: quote,
  fromText(words) {
    const bytes = unescapeWord(words.shift())
    return bytes && bytes.length <= 255 ? bytes : undefined
  },
}

/** A character-string of letters and digits, written without quotes (RFC 8659 section 4.1, CAA). */
const tag: Field<string> = {
  read(reader) {
    const text = Buffer.from(string.read(reader, {})).toString('latin1')
    if (!TAG.test(text)) reader.fail()
    return text
  },
  write: (writer, value) => string.write(writer, Buffer.from(value, 'latin1'), false),
  toText: String,
  fromText(words) {
    const raw = words.shift()?.raw ?? ''
    return TAG.test(raw) ? raw : undefined
  },
}

/** One or more character-strings to the end (TXT). */
const strings: Field<Uint8Array[]> = {
  read(reader) {
    const values: Uint8Array[] = []
    do values.push(string.read(reader, {}))
    while (!reader.atEnd)
    return values
  },
  write: (writer, value) => value.forEach((each) => string.write(writer, each, false)),
  toText: (value) => value.map(quote).join(' '),
  fromText(words, resolve) {
    const values: Uint8Array[] = []
    do {
      const value = string.fromText(words, resolve, {})
      if (value === undefined) return undefined
      values.push(value)
    } while (words.length > 0)
    return values
  },
}

/** Bytes to the end without a length, written as one quoted string (CAA). */
const text: Field<Uint8Array> = {
  read: (reader) => reader.rest(),
  write: (writer, value) => writer.append(value),
  toText: quote,
  fromText: (words) => unescapeWord(words.shift()),
}

/** Bytes to the end, as text that may be in several words (RFC 4255, RFC 4025). */
function encoded(encoding: 'hex' | 'base64', pattern: RegExp): Field<Uint8Array> {
  return {
    read: (reader) => reader.rest(),
    write: (writer, value) => writer.append(value),
    toText: (value) => Buffer.from(value).toString(encoding),
    fromText(words) {
      const joined = words.splice(0).map(({ raw }) => raw)
      const whole = joined.join('')
      return pattern.test(whole) ? Uint8Array.from(Buffer.from(whole, encoding)) : undefined
    },
  }
}

/**
 * What IPSECKEY (RFC 4025 section 2.5) has between its algorithm and its key, as text: `.` for no
 * gateway, an IPv4 or IPv6 address, or a name. Which it is stands two fields before, and has to agree.
 */
const gateway: Field<string> = {
  read(reader, { gatewayType }) {
    switch (gatewayType) {
      case 0:
        return '.'
      case 1:
        return ipv4.read(reader, {})
      case 2:
        return ipv6.read(reader, {})
      case 3: {
        const target = readName(reader)
        // "No gateway" has one form, so that the text says which of the two it was.
        if (target === '.') reader.fail()
        return target
      }
      default:
        return String(reader.fail())
    }
  },
  write(writer, value) {
    const bytes = parseIpv4(value) ?? parseIpv6(value)
    const target = bytes ? undefined : parseDnsName(value)
    if (bytes) writer.append(bytes)
    else if (target === undefined) throw new RangeError(`"${value}" is no gateway`)
    else if (target !== '.') writeName(writer, target, false)
  },
  toText: String,
  fromText(words, resolve, { gatewayType }) {
    switch (gatewayType) {
      case 0:
        return words.shift()?.raw === '.' ? '.' : undefined
      case 1:
        return ipv4.fromText(words, resolve, {})
      case 2:
        return ipv6.fromText(words, resolve, {})
      case 3:
        return name.fromText(words, resolve, {})
      default:
        return undefined
    }
  },
}

export interface SvcParam {
  key: number
  value: Uint8Array
}

/** RFC 9460 section 2.2: keys strictly ascending. Written as text only in the form of RFC 3597. */
const svcParams: Field<SvcParam[]> = {
  read(reader) {
    const params: SvcParam[] = []
    while (!reader.atEnd) {
      const key = reader.u16()
      const value = reader.take(reader.u16())
      if (key <= (params.at(-1)?.key ?? -1)) reader.fail()
      params.push({ key, value })
    }
    return params
  },
  write(writer, params) {
    for (const { key, value } of params) {
      writer.u16(key)
      writer.withLength(() => writer.append(value))
    }
  },
  toText: () => '',
  fromText: () => undefined,
}

const ipv4 = address(4, parseIpv4, formatIpv4)
const ipv6 = address(16, parseIpv6, formatIpv6)

export const fields = {
  u8: integer(1),
  u16: integer(2),
  u32: integer(4),
  name,
  ipv4,
  ipv6,
  string,
  tag,
  strings,
  text,
  hex: encoded('hex', /^(?:[0-9a-f]{2})*$/i),
  base64: encoded('base64', /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/),
  gateway,
  svcParams,
} as const

function quote(bytes: Uint8Array): string {
  const inner = Array.from(bytes, (byte) => {
    if (byte < 0x20 || byte > 0x7e) return `\\${String(byte).padStart(3, '0')}`
    return byte === 0x22 || byte === 0x5c
      ? `\\${String.fromCharCode(byte)}`
      : String.fromCharCode(byte)
  })
  return `"${inner.join('')}"`
}

function unescapeWord(word: Word | undefined): Uint8Array | undefined {
  if (word === undefined) return undefined
  const bytes: number[] = []
  for (let at = 0; at < word.raw.length; at++) {
    let code = word.raw.charCodeAt(at)
    if (word.raw[at] === '\\') {
      const digits = /^\d{3}/.exec(word.raw.slice(at + 1, at + 4))?.[0]
      code = digits === undefined ? word.raw.charCodeAt(at + 1) : Number(digits)
      at += digits?.length ?? 1
    }
    if (!(code <= 0xff)) return undefined
    bytes.push(code)
  }
  return Uint8Array.from(bytes)
}
