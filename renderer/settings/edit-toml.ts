// Changes single values of a TOML text, and leaves all else (comments, order, white space) as its author wrote it. Pure.
import { parse } from 'smol-toml'
import type { TomlTable } from 'smol-toml'
import { TomlPlaces } from '../../dataplane/configuration/toml-places.ts'

export type TomlValue = string | number | readonly string[]

/** What the form shows of a text; undefined where the text is no TOML. */
export function readToml(text: string): TomlTable | undefined {
  try {
    return parse(text)
  } catch {
    return undefined
  }
}

/** @param table empty for what stands outside of tables; @returns undefined where there is no such value */
export function valueIn(root: TomlTable, table: string, key: string): unknown {
  const holder = table === '' ? root : root[table]
  if (typeof holder !== 'object' || !Object.hasOwn(holder, key)) return undefined
  return (holder as TomlTable)[key]
}

/**
 * The text with another value, or without the key where it is undefined.
 * @returns undefined where that cannot be done without touching more: people then edit the text itself
 */
export function withValue(
  text: string,
  table: string,
  key: string,
  value: TomlValue | undefined,
): string | undefined {
  const places = new TomlPlaces(text)
  const path = table === '' ? [key] : [table, key]
  const place = places.of(path)
  let edited: string
  if (place === undefined) {
    if (value === undefined) return text
    edited = inserted(text, places, table, `${key} = ${literal(value)}`)
  } else if (value === undefined) {
    edited = withoutLines(text, place.keyAt, place.valueEnd)
  } else {
    edited = text.slice(0, place.valueAt) + literal(value) + text.slice(place.valueEnd)
  }
  return isAsWanted(text, edited, table, key, value) ? edited : undefined
}

/** Whether a value can be put there at all: it may stand in a form that only its author can change, such as an inline table. */
export function isChangeable(text: string, table: string, key: string): boolean {
  return withValue(text, table, key, 'any') !== undefined
}

/** Whatever the text was like: all other values must be as before. */
function isAsWanted(
  before: string,
  after: string,
  table: string,
  key: string,
  value: TomlValue | undefined,
): boolean {
  const [old, edited] = [readToml(before), readToml(after)]
  if (old === undefined || edited === undefined) return false
  if (JSON.stringify(valueIn(edited, table, key)) !== JSON.stringify(value)) return false
  return JSON.stringify(others(old, table, key)) === JSON.stringify(others(edited, table, key))
}

/** Every value but one, in an order of its own; an empty table is as good as none. */
function others(root: TomlTable, table: string, key: string): [string, unknown][] {
  const flat = Object.entries(root).flatMap(([name, value]): [string, unknown][] =>
    typeof value === 'object' && !Array.isArray(value) && !(value instanceof Date)
      ? Object.entries(value).map(([inner, each]) => [`${name}.${inner}`, each])
      : [[name, value]],
  )
  const omitted = table === '' ? key : `${table}.${key}`
  return flat
    .filter(([name]) => name !== omitted)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

function literal(value: TomlValue): string {
  if (typeof value === 'number') return String(value)
  // A JSON string is a basic string of TOML (its section "String"), but for DEL.
  if (typeof value === 'string') return JSON.stringify(value).replaceAll('\u007F', '\\u007F')
  return `[${value.map((each) => literal(each)).join(', ')}]`
}

function inserted(text: string, places: TomlPlaces, table: string, line: string): string {
  if (table === '') {
    // Before the first table, below what introduces the file.
    const at = firstHeaderAt(text)
    const head = text.slice(0, at)
    return `${withLineEnd(head)}${line}\n${at < text.length ? '\n' : ''}${text.slice(at)}`
  }
  const header = places.of([table])
  if (header === undefined) {
    const gap = text.trim() === '' ? '' : '\n'
    return `${withLineEnd(text)}${gap}[${table}]\n${line}\n`
  }
  const end = endOfTable(text, header.valueEnd)
  return `${withLineEnd(text.slice(0, end))}${line}\n${text.slice(end)}`
}

function firstHeaderAt(text: string): number {
  const header = /^[ \t]*\[/m.exec(text)
  return header?.index ?? text.length
}

/** Behind the last line of the table that has a value on it: comments below belong to the next table. */
function endOfTable(text: string, from: number): number {
  const bodyAt = lineEnd(text, from)
  const rest = text.slice(bodyAt)
  const lines = rest.slice(0, firstHeaderAt(rest)).split(/(?<=\n)/)
  const last = lines.findLastIndex((line) => !/^\s*(?:#|$)/.test(line))
  return bodyAt + lines.slice(0, last + 1).join('').length
}

/** Without the lines from one place to another; a comment behind has its line for itself then. */
function withoutLines(text: string, from: number, to: number): string {
  const start = text.lastIndexOf('\n', from - 1) + 1
  const end = lineEnd(text, to)
  const behind = text.slice(to, end).trimStart()
  return text.slice(0, start) + (behind.startsWith('#') ? behind : '') + text.slice(end)
}

/** Behind the line break that ends the line, or the end of the text. */
function lineEnd(text: string, from: number): number {
  const at = text.indexOf('\n', from)
  return at < 0 ? text.length : at + 1
}

function withLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}
