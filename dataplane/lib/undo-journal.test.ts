import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from './temporary-folder.ts'
import { UndoJournal } from './undo-journal.ts'

let path: string
let done: string[]
beforeEach(() => {
  path = join(temporaryFolder(), 'undo-journal.json')
  done = []
})

const open = (refuses: readonly string[] = []) => {
  const act = (what: string) => (change: string) => {
    if (refuses.includes(`${what} ${change}`)) throw new Error('refused')
    done.push(
      `${what} ${change}, ${existsSync(path) ? readFileSync(path, 'utf8').trim() : 'no journal'}`,
    )
  }
  const parse = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return new UndoJournal<string>({ path, parse, make: act('make'), undo: act('undo') })
}

test('a change is written down before it is made, and undone in turn', () => {
  const journal = open()
  journal.make('x')
  journal.make('y')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(journal.undoAll()).toEqual({ undone: ['y', 'x'], failed: [] })
  expect(done).toEqual([
    'make x, ["x"]',
    'make y, ["x","y"]',
    'undo y, ["x","y"]',
    'undo x, ["x","y"]',
  ])
  expect(existsSync(path)).toBe(false)
  expect(journal.undoAll()).toEqual({ undone: [], failed: [] })
})

test('what a killed process left is undone by the next', () => {
  open().make('x')
  const next = open()
  expect(next.changes).toEqual(['x'])
  expect(next.undoAll().undone).toEqual(['x'])
  expect(existsSync(path)).toBe(false)
})

test('a change that was not made is not to be undone', () => {
  const journal = open(['make y'])
  journal.make('x')
  expect(() => journal.make('y')).toThrow('refused')
  expect(open().changes).toEqual(['x'])
})

test('what cannot be undone stays written down', () => {
  const journal = open(['undo x'])
  journal.make('x')
  journal.make('y')
  const { undone, failed } = journal.undoAll()
  expect(undone).toEqual(['y'])
  expect(failed).toMatchObject([{ change: 'x', error: { message: 'refused' } }])
  expect(open().changes).toEqual(['x'])
})

test.each(['', '{}', '[1]', '["x"'])('a journal of %j is not taken for an empty one', (text) => {
  writeFileSync(path, text)
  expect(open).toThrow(/undo-journal\.json.*is no journal/)
})

test.runIf(process.getuid?.() === 0)('root leaves what is left to whose folder it is', () => {
  chownSync(dirname(path), 54_321, 54_322)
  const journal = open(['undo x'])
  journal.make('x')
  journal.undoAll()
  expect(statSync(path)).toMatchObject({ uid: 54_321, gid: 54_322 })
})
