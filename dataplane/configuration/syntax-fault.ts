// What the TOML parser says, in words that also say what would be right.
import { TomlError } from 'smol-toml'

export type SyntaxFault = { problem: string; wouldBeRight: string }

/** By what the parser's message begins with. */
const faults: readonly (readonly [begins: string, fault: SyntaxFault])[] = [
  [
    'invalid value',
    {
      problem: 'has a value of no known kind here',
      wouldBeRight: 'must be text in quotes, a number, true, false, or a list such as ["a", "b"]',
    },
  ],
  [
    'trying to redefine',
    {
      problem: 'gives a key or table here that was given before',
      wouldBeRight: 'must have each key and each [table] once',
    },
  ],
  [
    'each key-value declaration',
    {
      problem: 'goes on here behind the end of a value',
      wouldBeRight: 'must have one key = value on a line, and text in quotes',
    },
  ],
  [
    'unfinished string',
    {
      problem: 'has a text here whose closing quote is missing',
      wouldBeRight: 'must have text between two quotes, such as "laptop.vipip.net"',
    },
  ],
]

/** @param error thrown by the parser */
export function syntaxFault(error: unknown): SyntaxFault {
  const message = error instanceof TomlError ? parserMessage(error) : 'nothing is known of why'
  const known = faults.find(([begins]) => message.startsWith(begins))
  if (known !== undefined) return known[1]
  return {
    problem: `is no TOML here (${message})`,
    wouldBeRight: 'must be made of lines such as [network] and port = 10567',
  }
}

/** Its first line: those after it repeat a piece of the file. */
function parserMessage(error: TomlError): string {
  const [first = ''] = error.message.split('\n')
  return first.replace(/^Invalid TOML document: /, '').replace(/[\p{C}\s]+/gu, ' ')
}
