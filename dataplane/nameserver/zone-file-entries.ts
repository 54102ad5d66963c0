// The lines of a zone file: words, parentheses, comments, directives, and what is left out because it
// is as in the line before (RFC 1035 section 5.1).
import { isMetaType, typeFromText } from '../wire/dns-codes.ts'
import type { Word } from '../wire/dns-fields.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { rdataFromText } from '../wire/dns-rdata.ts'
import type { ZoneFileProblem } from './zone-file-problem.ts'

export interface ZoneEntry {
  name: DnsName
  type: number
  ttl: number
  rdata: Uint8Array
  /** Where it begins, from 1. */
  line: number
}

export interface ZoneFileFault {
  line: number
  problem: ZoneFileProblem
}

interface Line {
  line: number
  words: Word[]
  /** It begins with white space: the owner is that of the line before. */
  isIndented: boolean
}

const MAX_TTL_SECONDS = 0x7fffffff

/** Up to the first fault. */
export function readEntries(
  text: string,
  apex: DnsName,
): { entries: ZoneEntry[]; fault?: ZoneFileFault } {
  const entries: ZoneEntry[] = []
  const { lines, fault } = splitLines(text)
  const reader = new EntryReader(apex)
  for (const line of lines) {
    const read = reader.read(line)
    if (read === undefined) continue
    if ('code' in read) return { entries, fault: { line: line.line, problem: read } }
    entries.push(read)
  }
  return fault ? { entries, fault } : { entries }
}

class EntryReader {
  #origin: DnsName
  #owner: DnsName | undefined
  /** Of $TTL, or of the record before (RFC 2308 section 4). */
  #ttl: number | undefined

  constructor(apex: DnsName) {
    this.#origin = apex
  }

  read({ line, words, isIndented }: Line): ZoneEntry | ZoneFileProblem | undefined {
    const [first] = words
    if (first === undefined) return undefined
    if (first.raw.startsWith('$')) return this.#directive(first.raw, words[1])
    if (!isIndented) {
      words.shift()
      this.#owner = this.#nameOf(first.raw)
    }
    const name = this.#owner
    if (name === undefined) return { code: 'owner', word: first.raw }
    // TTL and class may stand in either order.
    for (let left = 2; left > 0; left--) {
      const word = words[0]?.raw ?? ''
      if (/^\d/.test(word)) {
        this.#ttl = ttlOf(word)
        if (this.#ttl === undefined) return { code: 'ttl' }
        words.shift()
      } else if (word.toUpperCase() === 'IN') words.shift()
    }
    const typeWord = words.shift()?.raw ?? ''
    const type = typeFromText(typeWord)
    if (type === undefined || isMetaType(type)) return { code: 'type', word: typeWord }
    const rdata = rdataFromText(type, words, (text) => this.#nameOf(text))
    if (rdata === undefined) return { code: 'rdata', type: typeWord }
    const ttl = this.#ttl
    return ttl === undefined ? { code: 'ttl' } : { name, type, ttl, rdata, line }
  }

  #directive(directive: string, word: Word | undefined): ZoneFileProblem | undefined {
    switch (directive.toUpperCase()) {
      case '$ORIGIN': {
        const origin = this.#nameOf(word?.raw ?? '')
        if (origin === undefined) return { code: 'owner', word: word?.raw ?? '' }
        this.#origin = origin
        return undefined
      }
      case '$TTL':
        this.#ttl = ttlOf(word?.raw ?? '')
        return this.#ttl === undefined ? { code: 'ttl' } : undefined
      default:
        return { code: 'directive', word: directive }
    }
  }

  #nameOf(text: string): DnsName | undefined {
    if (text === '@') return this.#origin
    if (text === '.' || endsInDot(text)) return parseDnsName(text)
    return text === '' ? undefined : parseDnsName(`${text}.${this.#origin}`.replace(/\.\.$/, '.'))
  }
}

/** A final dot that is not escaped. */
function endsInDot(text: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\.$/.test(text)
}

function ttlOf(word: string): number | undefined {
  const ttl = /^\d{1,10}$/.test(word) ? Number(word) : Number.NaN
  return ttl <= MAX_TTL_SECONDS ? ttl : undefined
}

const token =
  /;[^\n]*|"(?<quoted>(?:\\[^]|[^"\\])*)"|(?<mark>[()\n])|(?<word>(?:\\.|[^\s;"()\\])+)|(?<space>[^\S\n]+)|(?<broken>["\\])/g

/** Lines in parentheses are one. */
function splitLines(text: string): { lines: Line[]; fault?: ZoneFileFault } {
  const lines: Line[] = []
  let current: Line = { line: 1, words: [], isIndented: false }
  let number = 1
  let depth = 0
  let isAtStart = true
  for (const { 0: whole, groups = {} } of text.matchAll(token)) {
    const { quoted, mark, word, space, broken } = groups
    if (word !== undefined) current.words.push({ raw: word, quoted: false })
    if (quoted !== undefined) current.words.push({ raw: quoted, quoted: true })
    if (isAtStart && space !== undefined) current.isIndented = true
    depth += mark === '(' ? 1 : mark === ')' ? -1 : 0
    if (broken !== undefined || depth < 0) return { lines, fault: unclosed(number) }
    isAtStart = false
    number += whole.split('\n').length - 1
    if (mark !== '\n' || depth > 0) continue
    lines.push(current)
    current = { line: number, words: [], isIndented: false }
    isAtStart = true
  }
  return depth === 0 ? { lines: [...lines, current] } : { lines, fault: unclosed(number) }
}

function unclosed(line: number): ZoneFileFault {
  return { line, problem: { code: 'unclosed' } }
}
