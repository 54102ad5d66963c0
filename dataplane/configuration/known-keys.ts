// Which keys of a file mean something, and what was meant by the others. The schema cannot tell: it
// stops at the first unknown key, and takes a list or a date for a table.
import type { TomlTable } from 'smol-toml'
import { configurationKeys, mustBeTable } from '../contract/configuration.ts'
import { nearestWord } from './nearest-word.ts'

type KeyFault = { path: readonly string[]; wouldBeRight: string }

export type SplitKeys = {
  /** What the schema is to judge. */
  known: Record<string, unknown>
  unknown: KeyFault[]
  /** Keys that would have to be tables. */
  notTables: KeyFault[]
}

export function splitKeys(root: TomlTable): SplitKeys {
  const split: SplitKeys = { known: {}, unknown: [], notTables: [] }
  for (const [key, value] of Object.entries(root)) {
    if (!isKnown('', key)) split.unknown.push(unknownKey('', key))
    else if (configurationKeys[key] === undefined) split.known[key] = value
    else if (isTable(value)) split.known[key] = knownOfTable(key, value, split.unknown)
    else split.notTables.push({ path: [key], wouldBeRight: mustBeTable(key) })
  }
  return split
}

export function isTable(value: unknown): value is TomlTable {
  return typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
}

function knownOfTable(name: string, table: TomlTable, unknown: KeyFault[]) {
  unknown.push(
    ...Object.keys(table)
      .filter((key) => !isKnown(name, key))
      .map((key) => unknownKey(name, key)),
  )
  return Object.fromEntries(Object.entries(table).filter(([key]) => isKnown(name, key)))
}

function isKnown(table: string, key: string): boolean {
  return configurationKeys[table]?.includes(key) === true
}

function unknownKey(table: string, key: string): KeyFault {
  const path = table === '' ? [key] : [table, key]
  return { path, wouldBeRight: `must be ${keyMeantBy(table, key)}` }
}

/** A key of the same table that is nearly the same; else the same key of another; else any of this. */
function keyMeantBy(table: string, key: string): string {
  const here = configurationKeys[table] ?? []
  const near = nearestWord(key, here)
  if (near !== undefined) return dotted(table, near)
  const elsewhere = Object.keys(configurationKeys).find((other) => isKnown(other, key))
  if (elsewhere !== undefined) return dotted(elsewhere, key)
  const all = here.map((each) => dotted(table, each))
  return all.length === 1 ? all.join('') : `one of ${all.join(', ')}`
}

function dotted(table: string, key: string): string {
  return table === '' ? key : `${table}.${key}`
}
