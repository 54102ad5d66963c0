// Domain names (RFC 1035 sections 2.3.4, 3.1 and 4.1.4). A label may hold any byte.
import type { DnsReader, DnsWriter } from './dns-bytes.ts'

/**
 * An absolute name in presentation form with its final dot, such as `b.vipip.net.`; the root is `.`.
 * What is not plain is escaped in exactly one way (RFC 4343 section 2.1), so that equal names of equal
 * case are equal strings. The case is kept as it came; compare by `nameKey`.
 */
export type DnsName = string & { readonly brand: 'DnsName' }

export const rootName = '.' as DnsName

const MAX_NAME_BYTES = 255
const MAX_LABEL_BYTES = 63
/** A name of 255 bytes has at most 127 labels, and a pointer is needed only before a label. */
const MAX_POINTERS = 127
const MAX_POINTER_TARGET = 0x3fff

/** Characters with a meaning in master files (RFC 1035 section 5.1) and so escaped in names. */
const SPECIAL = new Set('."();@$\\'.split('').map((character) => character.charCodeAt(0)))

/**
 * Reads a name as people write it; the final dot may be missing. Undefined when it is not a name:
 * empty labels, labels over 63 bytes, over 255 bytes in all, broken escapes, or not ASCII.
 */
export function parseDnsName(text: string): DnsName | undefined {
  if (text === '.') return rootName
  const labels: number[][] = [[]]
  for (let at = 0; at < text.length; at++) {
    let code = text.charCodeAt(at)
    if (text[at] === '.') {
      labels.push([])
      continue
    }
    if (text[at] === '\\') {
      const digits = /^\d{3}/.exec(text.slice(at + 1, at + 4))?.[0]
      code = digits === undefined ? text.charCodeAt(at + 1) : Number(digits)
      if (digits === undefined && !(code > 0x20 && code < 0x7f)) return undefined
      at += digits === undefined ? 1 : 3
    } else if (code <= 0x20 || code >= 0x7f) return undefined
    if (code > 0xff) return undefined
    labels.at(-1)?.push(code)
  }
  if (labels.length > 1 && labels.at(-1)?.length === 0) labels.pop()
  const wireBytes = labels.reduce((sum, { length }) => sum + 1 + length, 1)
  const fits = labels.every(({ length }) => length > 0 && length <= MAX_LABEL_BYTES)
  if (!fits || wireBytes > MAX_NAME_BYTES) return undefined
  return nameOfLabels(labels.map(labelText))
}

/** Equal for names that are equal without regard to the case of ASCII letters (RFC 4343). */
export function nameKey(name: DnsName): string {
  return name.toLowerCase()
}

export function sameName(a: DnsName, b: DnsName): boolean {
  return a === b || nameKey(a) === nameKey(b)
}

/** The labels in presentation form, leftmost first; none for the root. */
export function labelsOf(name: DnsName): string[] {
  if (name === '.') return []
  if (!name.includes('\\')) return name.slice(0, -1).split('.')
  return name.match(/(?:\\\d{3}|\\.|[^.\\])+/g) ?? []
}

/** Without its leftmost label; undefined for the root. */
export function parentOf(name: DnsName): DnsName | undefined {
  const [, ...labels] = labelsOf(name)
  if (name === '.') return undefined
  return nameOfLabels(labels)
}

/** Whether `name` is `ancestor` or below it. */
export function isWithin(name: DnsName, ancestor: DnsName): boolean {
  const labels = labelsOf(ancestor).length
  return labels === 0 || sameName(nameOfLabels(labelsOf(name).slice(-labels)), ancestor)
}

function nameOfLabels(labels: readonly string[]): DnsName {
  return `${labels.join('.')}.` as DnsName
}

/** Follows compression pointers through the whole message; anything wrong fails the reader. */
export function readName(reader: DnsReader): DnsName {
  const { bytes } = reader
  let text = ''
  let wireBytes = 1
  let at = reader.at
  let end = reader.end
  let pointers = 0
  // Each pointer must lead before everything read so far, so the walk cannot return to a place.
  let before = reader.at
  for (;;) {
    const length = at < end ? (bytes[at] ?? 0) : 0xff
    if (length >= 0xc0 && at + 1 < end) {
      const target = (length & 0x3f) * 0x100 + (bytes[at + 1] ?? 0)
      if (pointers === 0) reader.at = at + 2
      if (target >= before || ++pointers > MAX_POINTERS) break
      at = target
      before = target
      end = bytes.length
      continue
    }
    if (length > MAX_LABEL_BYTES || at + 1 + length > end) break
    if (length === 0) {
      if (pointers === 0) reader.at = at + 1
      return (text === '' ? '.' : text) as DnsName
    }
    wireBytes += 1 + length
    if (wireBytes > MAX_NAME_BYTES) break
    text += `${labelText(bytes.subarray(at + 1, at + 1 + length))}.`
    at += 1 + length
  }
  reader.fail()
  return rootName
}

/**
 * @param compress whether to point to an earlier occurrence. Offsets are noted either way, case and
 * all, so that names come out in the case they went in.
 */
export function writeName(writer: DnsWriter, name: DnsName, compress: boolean): void {
  const labels = labelsOf(name)
  for (let first = 0; first < labels.length; first++) {
    const suffix = labels.slice(first).join('.')
    const earlier = writer.nameOffsets.get(suffix)
    if (compress && earlier !== undefined) {
      writer.u16(0xc000 + earlier)
      return
    }
    if (earlier === undefined && writer.length <= MAX_POINTER_TARGET) {
      writer.nameOffsets.set(suffix, writer.length)
    }
    const bytes = labelBytes(labels[first] ?? '')
    writer.u8(bytes.length)
    writer.append(bytes)
  }
  writer.u8(0)
}

function labelText(bytes: ArrayLike<number>): string {
  let text = ''
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0
    if (byte <= 0x20 || byte >= 0x7f) text += `\\${String(byte).padStart(3, '0')}`
    else text += SPECIAL.has(byte) ? `\\${String.fromCharCode(byte)}` : String.fromCharCode(byte)
  }
  return text
}

function labelBytes(label: string): Uint8Array {
  const plain = label.replace(/\\(\d{3}|.)/g, (_, escaped: string) =>
    String.fromCharCode(escaped.length === 3 ? Number(escaped) : escaped.charCodeAt(0)),
  )
  return Uint8Array.from(plain, (character) => character.charCodeAt(0))
}
