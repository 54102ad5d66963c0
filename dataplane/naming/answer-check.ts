// Whether bytes that came from an upstream answer our question (RFC 5452 section 9.1). They are looked at
// without decoding: what passes through may be of any form.
import { rcodes } from '../wire/dns-codes.ts'
import { headerBytes } from '../wire/dns-header.ts'

const responseBit = 0x80
const opcodeBits = 0x78
const truncationBit = 0x02

/**
 * The id, the opcode and the question have to be the same; the name's case may differ. Errors may leave the
 * question out, as those do who could not read it.
 */
export function isAnswerTo(question: Uint8Array, answer: Uint8Array): boolean {
  if (answer.length < headerBytes || question.length < headerBytes) return false
  if (answer[0] !== question[0] || answer[1] !== question[1]) return false
  const [flags = 0, asked = 0] = [answer[2], question[2]]
  if ((flags & responseBit) === 0 || (flags & opcodeBits) !== (asked & opcodeBits)) return false
  const end = questionEnd(question)
  if (end === undefined) return true
  const count = u16(answer, 4)
  if (count === 0) return !saysSomething(rcodeOf(answer))
  if (count !== 1 || answer.length < end) return false
  const nameEnd = end - 4
  for (let at = headerBytes; at < end; at++) {
    const [a = 0, b = 0] = [answer[at], question[at]]
    if (a !== b && !(at < nameEnd && lowerCase(a) === lowerCase(b))) return false
  }
  return true
}

/** Without the upper bits that OPT has. */
export function rcodeOf(message: Uint8Array): number {
  return (message[3] ?? 0) & 0xf
}

export function opcodeOf(message: Uint8Array): number {
  return ((message[2] ?? 0) & opcodeBits) >>> 3
}

export function isResponse(message: Uint8Array): boolean {
  return ((message[2] ?? 0) & responseBit) !== 0
}

export function isTruncated(message: Uint8Array): boolean {
  return ((message[2] ?? 0) & truncationBit) !== 0
}

/** The same bytes with another id. */
export function withId(message: Uint8Array, from: Uint8Array): Buffer {
  const copy = Buffer.from(message)
  copy[0] = from[0] ?? 0
  copy[1] = from[1] ?? 0
  return copy
}

/** "There is this" and "there is nothing" are worth forging; other errors are not. */
function saysSomething(rcode: number): boolean {
  return rcode === rcodes.noError || rcode === rcodes.nxDomain
}

/** Behind the one question; undefined where there is not exactly one, or its name is compressed or broken. */
function questionEnd(message: Uint8Array): number | undefined {
  if (u16(message, 4) !== 1) return undefined
  let at = headerBytes
  for (;;) {
    const length = message[at] ?? 0xff
    if (length > 63) return undefined
    at += 1 + length
    if (length === 0) return at + 4 <= message.length ? at + 4 : undefined
  }
}

function u16(bytes: Uint8Array, at: number): number {
  return (bytes[at] ?? 0) * 0x100 + (bytes[at + 1] ?? 0)
}

/** A length below 64 is no letter, so whole names can go through this. */
function lowerCase(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte
}
