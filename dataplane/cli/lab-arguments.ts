// Words of the `vip lab` commands, read into values. Pure.
import { nameServerKinds } from '../contract/lab-status.ts'
import type { NameServerKind } from '../contract/lab-status.ts'
import { defaultLabName } from '../lab/lab-error.ts'
import { labHosts, labMachines, lanNames, lansOf } from '../lab/address-plan.ts'
import type { LabHost, LabMachine, LanName } from '../lab/address-plan.ts'
import { bothFamilies } from '../lab/topology.ts'
import type { Families } from '../lab/topology.ts'
import type { LinkSettings } from '../contract/link-settings.ts'
import { streamTransports } from '../contract/stream-points.ts'
import type { StreamTransport } from '../contract/stream-points.ts'
import { UsageError } from './command.ts'
import { labText } from './lab-text.ts'

/** For `parseArgs`; every command takes it. */
export const labOption = { lab: { type: 'string', default: defaultLabName } } as const

export function requireHost(word: string | undefined): LabHost {
  return requireOneOf(labHosts, word, 'a host')
}

export function requireMachine(word: string | undefined): LabMachine {
  return requireOneOf(labMachines, word, 'a host')
}

export function requireLan(word: string | undefined): LanName {
  return requireOneOf(lanNames, word, 'a LAN')
}

/** Of `--family`: which addresses a host gets. */
export function requireFamilies(word: string): Families {
  const family = requireOneOf(['v4', 'v6', 'both'] as const, word, 'a family')
  return family === 'both' ? bothFamilies : [family]
}

/** A LAN that the machine has a card for. */
export function requireLanOf(machine: LabMachine, word: string | undefined): LanName {
  return requireOneOf(lansOf(machine), word, `a LAN that ${machine} has a card for`)
}

export function requireNameServer(word: string): NameServerKind {
  return requireOneOf(nameServerKinds, word, 'a name server')
}

/** Of `vip lab move`: hosts, each with where it goes. @throws UsageError */
export function requireMoves(words: readonly string[]): { host: LabHost; lan: LanName }[] {
  refuseMore(words, 2 * labHosts.length)
  const first = { host: requireHost(words[0]), lan: requireLan(words[1]) }
  if (words.length <= 2) return [first]
  const second = { host: requireHost(words[2]), lan: requireLan(words[3]) }
  if (second.host === first.host) throw new UsageError(labText.twoPlaces(first.host))
  return [first, second]
}

export function requireTransport(word: string): StreamTransport {
  return requireOneOf(streamTransports, word, 'a transport')
}

/** @throws UsageError when there are more words than the command takes */
export function refuseMore(words: readonly string[], takes: number): void {
  const extra = words[takes]
  if (extra !== undefined) throw new UsageError(labText.tooManyWords(extra))
}

/**
 * For `vip lab exec [--lab NAME] HOST COMMAND…`: options are those before the host; all after it
 * belongs to the command.
 */
export function splitCommand(argv: readonly string[]): { own: string[]; command: string[] } {
  let at = 0
  while (argv[at]?.startsWith('-') && argv[at] !== '--') at += argv[at] === '--lab' ? 2 : 1
  if (argv[at] === '--') at += 1
  return { own: argv.slice(0, at + 1), command: argv.slice(at + 1) }
}

function requireOneOf<Name extends string>(
  names: readonly Name[],
  word: string | undefined,
  what: string,
): Name {
  const found = names.find((name) => name === word)
  if (found === undefined) throw new UsageError(labText.notOneOf(what, names, word))
  return found
}

const msPerUnit: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }
const bitsPerUnit: Readonly<Record<string, number>> = { bit: 1, kbit: 1e3, mbit: 1e6, gbit: 1e9 }

/** What each option of `vip lab link` says, as far as it is given. */
export function parseLinkSettings(options: {
  delay?: string | undefined
  jitter?: string | undefined
  loss?: string | undefined
  reorder?: string | undefined
  duplicate?: string | undefined
  rate?: string | undefined
}): Partial<LinkSettings> {
  const { delay, jitter, loss, reorder, duplicate, rate } = options
  return {
    ...(delay !== undefined && { delayMs: durationMs('--delay', delay) }),
    ...(jitter !== undefined && { jitterMs: durationMs('--jitter', jitter) }),
    ...(loss !== undefined && { lossPercent: percent('--loss', loss) }),
    ...(reorder !== undefined && { reorderPercent: percent('--reorder', reorder) }),
    ...(duplicate !== undefined && { duplicatePercent: percent('--duplicate', duplicate) }),
    ...(rate !== undefined && {
      rateBitPerSecond: rate === 'none' ? null : bitPerSecond('--rate', rate),
    }),
  }
}

export function parseSeed(word: string | undefined): number | undefined {
  return word === undefined ? undefined : parse('--seed', word, /^(\d+)$/, {}, 0, 2 ** 32 - 1)
}

function durationMs(option: string, word: string): number {
  return parse(option, word, /^([\d.]+)(us|ms|s)$/, msPerUnit, 0, 10_000)
}

function percent(option: string, word: string): number {
  return parse(option, word, /^([\d.]+)%$/, {}, 0, 100)
}

function bitPerSecond(option: string, word: string): number {
  return parse(option, word, /^([\d.]+)(bit|kbit|mbit|gbit)$/, bitsPerUnit, 1000, 1e12)
}

function parse(
  option: string,
  word: string,
  pattern: RegExp,
  units: Readonly<Record<string, number>>,
  least: number,
  greatest: number,
): number {
  const [, digits = '', unit = ''] = pattern.exec(word) ?? []
  const value = digits === '' ? Number.NaN : Number(digits) * (units[unit] ?? 1)
  if (value >= least && value <= greatest) return value
  throw new UsageError(labText.badValue(option, word))
}
