// The text of a configuration file, made into a configuration or into all that is wrong with it. Pure
// and total.
import { parse, TomlError } from 'smol-toml'
import type { TomlTable } from 'smol-toml'
import * as v from 'valibot'
import { configurationSchema } from '../contract/configuration.ts'
import type { Configuration, ConfigurationProblem } from '../contract/configuration.ts'
import { isTable, splitKeys } from './known-keys.ts'
import { lineAndColumn } from './line-and-column.ts'
import { maxShownCharacters, maxTomlDepth } from './limits.ts'
import { syntaxFault } from './syntax-fault.ts'
import { TomlPlaces } from './toml-places.ts'
import type { TomlPath, TomlPlace } from './toml-places.ts'

export type ConfigurationResult =
  | { ok: true; configuration: Configuration }
  /** In the order of the file, at least one. One alone where the file is no TOML. */
  | { ok: false; problems: readonly ConfigurationProblem[] }

/** @param file as problems name it */
export function parseConfiguration(given: string, file: string): ConfigurationResult {
  // Editors count no column for a byte order mark.
  const text = given.replace(/^\uFEFF/, '')
  let root: TomlTable
  try {
    root = parse(text, { maxDepth: maxTomlDepth })
  } catch (error) {
    const { line, column } = error instanceof TomlError ? error : { line: 1, column: 1 }
    return { ok: false, problems: [{ file, line, column, key: '', ...syntaxFault(error) }] }
  }
  const { known, unknown, notTables } = splitKeys(root)
  const judged = v.safeParse(configurationSchema, known)
  if (judged.success && unknown.length === 0 && notTables.length === 0) {
    return { ok: true, configuration: judged.output }
  }

  const places = new TomlPlaces(text)
  const found: { at: number; problem: ConfigurationProblem }[] = []
  const add = (path: TomlPath, at: number, problem: string, wouldBeRight: string) => {
    const place = lineAndColumn(text, at)
    found.push({ at, problem: { file, ...place, key: keyText(path), problem, wouldBeRight } })
  }
  for (const { path, wouldBeRight } of unknown) {
    add(path, places.nearest(path).keyAt, 'is no known key', wouldBeRight)
  }
  for (const { path, wouldBeRight } of notTables) {
    add(path, places.nearest(path).keyAt, 'is no table', wouldBeRight)
  }
  for (const { path, message } of firstIssues(judged.issues ?? [])) {
    const value = valueOf(known, path)
    if (value === undefined) add(path, places.nearest(path).keyAt, 'is missing', message)
    else {
      const place = places.nearest(path)
      add(path, place.valueAt, problemOfValue(path, value, place, text), message)
    }
  }
  found.sort((one, other) => one.at - other.at)
  return { ok: false, problems: found.map(({ problem }) => problem) }
}

type Issue = { path: TomlPath; message: string }

/** One for each place: a value that breaks two rules of the same message is wrong once. */
function firstIssues(issues: readonly v.BaseIssue<unknown>[]): Issue[] {
  const first = new Map<string, Issue>()
  for (const { path: items = [], message } of issues) {
    const path = items.map(({ key }) => (typeof key === 'number' ? key : String(key)))
    const id = JSON.stringify(path)
    if (!first.has(id)) first.set(id, { path, message })
  }
  return [...first.values()]
}

function valueOf(root: unknown, path: TomlPath): unknown {
  let value = root
  for (const key of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
    value = (value as Record<string | number, unknown>)[key]
  }
  return value
}

/** Somebody may have put the secret itself where the name of its file belongs. */
const mayBeSecret = /key|secret|token|password/i

function problemOfValue(path: TomlPath, value: unknown, place: TomlPlace, text: string): string {
  const verb = typeof path.at(-1) === 'number' ? 'has' : 'is'
  if (isTable(value) || (place.keyAt === place.valueAt && verb === 'is')) {
    return `${verb} a table`
  }
  if (mayBeSecret.test(keyText(path))) return `${verb} something else`
  return `${verb} ${printable(text.slice(place.valueAt, place.valueEnd))}`
}

/** `network.interfaces` of an element of that list, too: people count lists in two ways. */
function keyText(path: TomlPath): string {
  return path
    .filter((key) => typeof key === 'string')
    .map((key) => (/^[\w-]+$/.test(key) ? key : `"${printable(key)}"`))
    .join('.')
}

/** On one line and without characters that a terminal obeys. */
function printable(text: string): string {
  const line = text.replace(/[\p{C}\p{Z}\s]+/gu, ' ')
  const characters = Array.from(line)
  if (characters.length <= maxShownCharacters) return line
  return `${characters.slice(0, maxShownCharacters).join('')}…`
}
