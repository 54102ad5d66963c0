import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writeFileAtomically } from './atomic-file.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'atomic-file-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

test('replaces the content and leaves nothing beside it', () => {
  const path = join(directory, 'x.json')
  writeFileAtomically(path, 'one', 0o600)
  writeFileAtomically(path, 'two', 0o600)
  expect(readFileSync(path, 'utf8')).toBe('two')
  expect(readdirSync(directory)).toEqual(['x.json'])
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a failure leaves the old file and nothing beside it', () => {
  const path = join(directory, 'taken')
  mkdirSync(join(path, 'full'), { recursive: true })
  expect(() => writeFileAtomically(path, 'x', 0o600)).toThrow(/EISDIR|ENOTEMPTY|EEXIST/)
  expect(readdirSync(directory)).toEqual(['taken'])
})
