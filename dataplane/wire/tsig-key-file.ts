// Key files as `tsig-keygen` writes them, which are the `key` statements of named.conf.
import { parseDnsName } from './dns-name.ts'
import type { DnsName } from './dns-name.ts'
import { tsigAlgorithms } from './tsig.ts'
import type { TsigAlgorithm } from './tsig.ts'

export interface TsigKeyText {
  name: DnsName
  algorithm: TsigAlgorithm
  secret: Uint8Array
}

/** No member holds a word of the file, which could be the secret. */
export type KeyFileProblem =
  | { code: 'expected'; what: string }
  | { code: 'key-name' }
  | { code: 'algorithm' }
  | { code: 'secret' }
  | { code: 'key-twice' }
  | { code: 'no-key' }

export type KeyFile =
  { ok: true; keys: TsigKeyText[] } | { ok: false; line: number; problem: KeyFileProblem }

interface Token {
  text: string
  /** From 1. */
  line: number
}

/** Total. At least one key, each name once. */
export function parseTsigKeyFile(text: string): KeyFile {
  const tokens = tokensOf(text)
  const endLine = text.split('\n').length
  const keys: TsigKeyText[] = []
  while (tokens.length > 0) {
    const line = tokens[0]?.line ?? endLine
    const key = takeKey(tokens, endLine)
    if ('problem' in key) return { ok: false, ...key }
    if (keys.some(({ name }) => name === key.name)) {
      return { ok: false, line, problem: { code: 'key-twice' } }
    }
    keys.push(key)
  }
  if (keys.length === 0) return { ok: false, line: endLine, problem: { code: 'no-key' } }
  return { ok: true, keys }
}

type Fault = { line: number; problem: KeyFileProblem }

function takeKey(tokens: Token[], endLine: number): TsigKeyText | Fault {
  const line = () => tokens[0]?.line ?? endLine
  const expect = (what: string): Fault | undefined => {
    const fault: Fault = { line: line(), problem: { code: 'expected', what } }
    return tokens.shift()?.text.toLowerCase() === what ? undefined : fault
  }
  const keyword = expect('key')
  if (keyword) return keyword
  const nameLine = line()
  const name = parseDnsName(tokens.shift()?.text ?? '')?.toLowerCase() as DnsName | undefined
  if (name === undefined) return { line: nameLine, problem: { code: 'key-name' } }
  const open = expect('{')
  if (open) return open
  const values = new Map<string, { value: string; line: number }>()
  while (tokens.length > 0 && tokens[0]?.text !== '}') {
    const [word, value] = tokens.splice(0, 2)
    if (word && value) values.set(word.text.toLowerCase(), { value: value.text, line: word.line })
    const semicolon = expect(';')
    if (semicolon) return semicolon
  }
  const close = expect('}') ?? expect(';')
  if (close) return close

  const algorithm = values.get('algorithm')
  const algorithmText = algorithm?.value.toLowerCase().replace(/\.$/, '') ?? ''
  if (!isTsigAlgorithm(algorithmText)) {
    return { line: algorithm?.line ?? nameLine, problem: { code: 'algorithm' } }
  }
  const secret = values.get('secret')
  const secretText = secret?.value.replace(/\s/g, '') ?? ''
  if (
    !/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=|[A-Za-z0-9+/]{4})$/.test(
      secretText,
    )
  ) {
    return { line: secret?.line ?? nameLine, problem: { code: 'secret' } }
  }
  const bytes = Uint8Array.from(Buffer.from(secretText, 'base64'))
  return { name, algorithm: algorithmText, secret: bytes }
}

function isTsigAlgorithm(text: string): text is TsigAlgorithm {
  return Object.hasOwn(tsigAlgorithms, text)
}

/** Words, quoted strings and punctuation, without the three kinds of comments. */
function tokensOf(text: string): Token[] {
  const pattern = /\/\*[^]*?(?:\*\/|$)|(?:\/\/|#)[^\n]*|"([^"\n]*)"|[{};]|[^\s{};"]+|"|\n/g
  const tokens: Token[] = []
  let line = 1
  for (const [match, quoted] of text.matchAll(pattern)) {
    const isComment = /^(?:\/\*|\/\/|#)/.test(match)
    if (!isComment && match !== '\n') tokens.push({ text: quoted ?? match, line })
    line += match.split('\n').length - 1
  }
  return tokens
}
