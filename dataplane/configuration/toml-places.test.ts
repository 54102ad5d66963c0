import fc from 'fast-check'
import { parse, stringify } from 'smol-toml'
import { expect, test } from 'vitest'
import { TomlPlaces } from './toml-places.ts'
import type { TomlPath } from './toml-places.ts'

/** What stands at the place of a key, and of its value. */
function shown(text: string, path: TomlPath): [string, string] | undefined {
  // Only of documents which the parser takes.
  parse(text)
  const place = new TomlPlaces(text).of(path)
  if (place === undefined) return undefined
  const key = /^\S*/.exec(text.slice(place.keyAt))?.[0] ?? ''
  return [key, text.slice(place.valueAt, place.valueEnd)]
}

test.each<[name: string, text: string, path: TomlPath, key: string, value: string]>([
  ['a pair', 'a = 1', ['a'], 'a', '1'],
  ['without spaces, with a comment', 'a=1#b = 2', ['a'], 'a=1#b', '1'],
  ['in a table', '[t]\n  a = 1\n', ['t', 'a'], 'a', '1'],
  ['after CR LF', '[t]\r\na = 1\r\nb = 2\r\n', ['t', 'b'], 'b', '2'],
  ['a dotted key', 't.a = 1', ['t', 'a'], 'a', '1'],
  ['with spaces around dots', 't . a = 1', ['t', 'a'], 'a', '1'],
  ['a dotted header', '[ t . u ]\na = 1', ['t', 'u', 'a'], 'a', '1'],
  ['quoted keys', '"t"."a b" = 1', ['t', 'a b'], '"a', '1'],
  ['literal quoted keys', "['t']\n'a\\b' = 1", ['t', 'a\\b'], "'a\\b'", '1'],
  [
    'an escaped key',
    '"\\u0061\\x62\\U00000063\\"\\t" = 1',
    ['abc"\t'],
    '"\\u0061\\x62\\U00000063\\"\\t"',
    '1',
  ],
  ['an empty key', '"" = 1', [''], '""', '1'],
  ['a key with a hash and a bracket', '"#]" = 1\nb = 2', ['b'], 'b', '2'],
  ['a quoted header', '["t]#"]\na = 1', ['t]#', 'a'], 'a', '1'],
  ['numbers as keys', '3.1 = 2', ['3', '1'], '1', '2'],
  ['an inline table', 't = { a = 1, b.c = "}" , d = 2 }', ['t', 'd'], 'd', '2'],
  ['dotted in an inline table', 't = { a = 1, b.c = "}" }', ['t', 'b', 'c'], 'c', '"}"'],
  ['an inline table itself', 't = { a = 1 } # x', ['t'], 't', '{ a = 1 }'],
  ['an array', 'a = [1, [2, 3]] # ]', ['a'], 'a', '[1, [2, 3]]'],
  ['an element', 'a = [ # [\n  "]", # 1\n  2,\n]\nb = 3', ['a', 1], '2,', '2'],
  ['an element of an element', 'a = [1, [2, 3]]', ['a', 1, 1], '3]]', '3'],
  ['behind an array of lines', 'a = [\n1,\n]\nb = 3', ['b'], 'b', '3'],
  ['a table in an array', 'a = [{ b = 1 }, { b = 2 }]', ['a', 1, 'b'], 'b', '2'],
  ['an array of tables', '[[t]]\na = 1\n[[t]]\na = 2', ['t', 1, 'a'], 'a', '2'],
  ['a table in the last of an array', '[[t]]\n[[t]]\n[t.u]\na = 3', ['t', 1, 'u', 'a'], 'a', '3'],
  [
    'arrays of tables in each other',
    '[[t]]\n[[t.u]]\n[[t]]\n[[t.u]]\na = 3',
    ['t', 1, 'u', 0, 'a'],
    'a',
    '3',
  ],
  ['a string with a hash', 'a = "#"\nb = 2', ['b'], 'b', '2'],
  ['a string with quotes', 'a = "\\"\\\\"\nb = 2', ['b'], 'b', '2'],
  ['a literal with a backslash', "a = '\\'\nb = 2", ['b'], 'b', '2'],
  ['a text of lines', 'a = """\nb = 1\n"" \\""""\nb = 2', ['b'], 'b', '2'],
  ['a text of lines that ends in quotes', 'a = """x"""""\nb = 2', ['a'], 'a', '"""x"""""'],
  ['a literal of lines that ends in quotes', "a = '''x'''''\nb = 2", ['a'], 'a', "'''x'''''"],
  ['a literal of lines', "a = '''\nb = 1\n'' '''''\nb = 2", ['b'], 'b', '2'],
  ['empty texts', 'a = ""\nb = \'\'\nc = """"""\nd = \'\'\'\'\'\'\ne = 2', ['e'], 'e', '2'],
  [
    'a date with a space',
    'a = 1979-05-27 07:32:00Z # x\nb = 2',
    ['a'],
    'a',
    '1979-05-27 07:32:00Z',
  ],
])('%s', (_, text, path, key, value) => {
  expect(shown(text, path)).toEqual([key, value])
})

test('a table has the place of its header, and of its first key where it has none', () => {
  expect(shown('a = 1\n[t.u]\nb = 1', ['t'])?.[0]).toBe('t.u]')
  expect(shown('a = 1\n[t.u]\nb = 1', ['t', 'u'])?.[0]).toBe('u]')
  expect(shown('t.u.b = 1', ['t', 'u'])?.[0]).toBe('u.b')
})

test('what is not there has the place of the table around it', () => {
  const places = new TomlPlaces('\n[t]\na = 1')
  expect(places.of(['t', 'b'])).toBe(undefined)
  expect(places.nearest(['t', 'b']).keyAt).toBe(2)
  expect(places.nearest(['u', 'b']).keyAt).toBe(0)
})

/** All paths of values in what was parsed. */
function pathsOf(value: unknown, path: TomlPath = []): TomlPath[] {
  if (typeof value !== 'object' || value === null || value instanceof Date) return [path]
  const below = Array.isArray(value)
    ? value.flatMap((each, index) => pathsOf(each, [...path, index]))
    : Object.entries(value).flatMap(([key, each]) => pathsOf(each, [...path, key]))
  return path.length === 0 ? below : [path, ...below]
}

const documents = fc
  .dictionary(
    fc.string({ unit: 'grapheme' }),
    fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.string({ unit: 'grapheme' }),
        fc.integer(),
        fc.boolean(),
        fc.double({ noNaN: true }),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.string(), tie('value'), { maxKeys: 3 }),
      ),
    })).value,
    { maxKeys: 4 },
  )
  .map((value) => stringify(value as Record<string, unknown>))

test('each value of any document is where it is said to be', () => {
  fc.assert(
    fc.property(documents, (text) => {
      const parsed = parse(text)
      const places = new TomlPlaces(text)
      for (const path of pathsOf(parsed)) {
        const place = places.of(path)
        if (place === undefined) throw new Error(`no place of ${JSON.stringify(path)}`)
        const value = path.reduce(
          (at: unknown, key) => (at as Record<string, unknown>)[key],
          parsed,
        )
        if (typeof value === 'object') continue
        expect(parse(`x = ${text.slice(place.valueAt, place.valueEnd)}`)['x']).toEqual(value)
      }
    }),
    { numRuns: 500 },
  )
})

const pieces = [
  '[',
  ']',
  '{',
  '}',
  '"',
  "'",
  '"""',
  "'''",
  '=',
  '.',
  ',',
  '#',
  '\\',
  '\n',
  ' ',
  'a',
]

test('any text has places or none, and takes no time', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(fc.constantFrom(...pieces), { maxLength: 200 }).map((each) => each.join('')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      expect(new TomlPlaces(text).nearest(['a']).keyAt).toBeLessThanOrEqual(text.length)
    }),
    { numRuns: 2000 },
  )
  const start = performance.now()
  for (const piece of pieces) expect(new TomlPlaces(piece.repeat(20_000)).of(['b'])).toBe(undefined)
  expect(performance.now() - start).toBeLessThan(5000)
})
