// What may stand next on a command line of `vip`. Commands come from the table of commands and
// options from the help texts, so that nothing is listed twice.
import type { Command } from './command.ts'

/** Host names that a command's next word may be: asked of the helper, only where one is wanted. */
export type HostNames = (which: 'peers' | 'questions' | 'known-hosts') => Promise<string[]>

const shells = ['bash', 'zsh', 'fish']

/**
 * @param words after `vip`, the last one unfinished (and perhaps empty)
 * @returns candidates that begin as the last word does; none: let the shell offer files
 */
export async function completionCandidates(
  commands: Readonly<Record<string, Command>>,
  words: readonly string[],
  hostNames: HostNames,
): Promise<string[]> {
  const unfinished = words.at(-1) ?? ''
  const before = words.slice(0, -1)
  const named = before.filter((word) => !word.startsWith('-'))
  const found = await candidates(commands, before, named, unfinished, hostNames)
  return found.filter((candidate) => candidate.startsWith(unfinished))
}

async function candidates(
  commands: Readonly<Record<string, Command>>,
  before: readonly string[],
  named: readonly string[],
  unfinished: string,
  hostNames: HostNames,
): Promise<string[]> {
  // The value of an option: a file or a number, of which nothing is known here.
  if (before.at(-1)?.startsWith('-') && takesValue(commands, named, before.at(-1) ?? '')) return []
  const [first, second] = named
  const command = first === undefined ? undefined : own(commands, first)
  if (command === undefined) {
    if (first !== undefined) return []
    return unfinished.startsWith('-') ? ['--help', '--version'] : Object.keys(commands)
  }
  const sub = second === undefined ? undefined : own(command.subcommands ?? {}, second)
  if (unfinished.startsWith('-')) return optionsIn((sub ?? command).help)
  if (command.subcommands !== undefined && second === undefined) {
    return Object.keys(command.subcommands)
  }
  switch ([first, second].slice(0, sub === undefined ? 1 : 2).join(' ')) {
    case 'completion':
      return named.length === 1 ? shells : []
    case 'resolve':
      return named.length === 1 ? hostNames('peers') : []
    case 'trust accept':
    case 'trust reject':
      return named.length === 2 ? hostNames('questions') : []
    case 'trust forget':
      return named.length === 2 ? hostNames('known-hosts') : []
    default:
      return []
  }
}

function own(commands: Readonly<Record<string, Command>>, name: string): Command | undefined {
  return Object.hasOwn(commands, name) ? commands[name] : undefined
}

/** The options that a help text explains, and --help. */
function optionsIn(help: string): string[] {
  return [...new Set([...(help.match(/(?<![\w-])--[a-z][a-z-]*/g) ?? []), '--help'])].toSorted()
}

/** In a help text a value's name follows its option in capitals, or a sample of it. */
function takesValue(
  commands: Readonly<Record<string, Command>>,
  [first = '', second = '']: readonly string[],
  option: string,
): boolean {
  const command = own(commands, first)
  const help = (own(command?.subcommands ?? {}, second) ?? command)?.help ?? ''
  return new RegExp(`(?<![\\w-])${option} (?:[A-Z]|\\d)`).test(help)
}
