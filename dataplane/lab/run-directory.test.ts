import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { RunDirectory } from './run-directory.ts'
import type { RunningLab } from './run-directory.ts'
import { identifyProcess } from './sandbox/process-identity.ts'

const self = identifyProcess(process.pid)!
/** The same number, but a process that has ended long ago. */
const ended = { pid: self.pid, startTicks: self.startTicks - 1 }

let parent: string
let labs: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'run-directory-'))
  labs = join(parent, 'labs')
})
afterEach(() => rmSync(parent, { recursive: true }))

const open = (name = 'lab') => new RunDirectory(name, labs)

function record(keeper: RunningLab['sandbox']['keeper']): RunningLab {
  const sandbox = { name: 'lab', rootless: false, keeper, warden: ended, hosts: { a: 5 } }
  const plan = { mode: 'helpers', nameServer: 'bind' } as const
  return { state: 'up', foreground: undefined, sandbox, plan, programs: { a: self }, services: [] }
}

test('reading makes nothing', () => {
  expect(open().read()).toEqual({ kind: 'absent' })
  expect(existsSync(labs)).toBe(false)
})

test('a name is claimed once, until it is given back', () => {
  expect(open().claim(self)).toBe(true)
  expect(open().claim(self)).toBe(false)
  expect(open().read()).toEqual({ kind: 'starting' })
  expect(open('other').claim(self)).toBe(true)
  open().remove()
  expect(open().read()).toEqual({ kind: 'absent' })
  open('other').remove()
  expect(existsSync(labs)).toBe(false)
})

test('a failed claim leaves nothing beside the other', () => {
  open().claim(self)
  open().claim(self)
  expect(readdirSync(labs)).toEqual(['lab'])
})

test("what a process that was killed had beside its lab is removed, and nobody else's", () => {
  open().claim(self)
  const beside = ({ pid, startTicks }: typeof self) => `.new-${pid}-${startTicks}-AbCdEf`
  for (const maker of [ended, self]) mkdirSync(join(labs, beside(maker)))
  open('other').removeStale()
  expect(readdirSync(labs).sort()).toEqual([beside(self), 'lab'])
})

test('is for its user only', () => {
  open().claim(self)
  expect(statSync(labs).mode & 0o777).toBe(0o700)
  expect(statSync(join(labs, 'lab')).mode & 0o777).toBe(0o700)
  expect(statSync(join(labs, 'lab', 'lab.json')).mode & 0o777).toBe(0o600)
})

test('a lab is up while its keeper runs', () => {
  open().claim(self)
  open().write(record(self))
  expect(open().read()).toEqual({ kind: 'up', record: record(self) })
  open().removeStale()
  expect(open().read().kind).toBe('up')
})

test.each<[string, (directory: RunDirectory) => void]>([
  ['whose keeper has ended', (directory) => directory.write(record(ended))],
  ['with half a record', ({ path }) => writeFileSync(join(path, 'lab.json'), '{"state":"up"')],
  ['with a record of another version', ({ path }) => writeFileSync(join(path, 'lab.json'), '{}')],
  ['without a record', ({ path }) => rmSync(join(path, 'lab.json'))],
])('a lab %s is stale, and what it left can be removed', (_, damage) => {
  open().claim(self)
  damage(open())
  expect(open().read().kind).toBe('stale')
  open().removeStale()
  expect(existsSync(labs)).toBe(false)
})

test('a start that was killed is stale', () => {
  open().claim(ended)
  expect(open().read()).toEqual({ kind: 'stale', warden: undefined })
})

test.each(['', '.', '..', 'a/b', 'Lab', '-x', 'x-', 'a'.repeat(33), 'x\0'])(
  'the name %j is refused',
  (name) => {
    expect(() => open(name)).toThrow('cannot be a lab')
  },
)

test('a directory that others could have prepared is refused', () => {
  open().claim(self)
  chmodSync(labs, 0o755)
  expect(() => open()).toThrow('not only yours')
  symlinkSync(tmpdir(), join(parent, 'link'))
  expect(() => new RunDirectory('lab', join(parent, 'link'))).toThrow('not only yours')
})
