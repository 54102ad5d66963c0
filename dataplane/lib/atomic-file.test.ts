import { mkdirSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { writeFileAtomically } from './atomic-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

let directory: string
beforeEach(() => {
  directory = temporaryFolder()
})

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

test('the new file belongs to whom it is given to, with exactly that mode', (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can give files away')
  const path = join(directory, 'x.toml')
  const before = process.umask(0o077)
  writeFileAtomically(path, 'x', 0o664, { uid: 1234, gid: 2345 })
  process.umask(before)
  expect(statSync(path)).toMatchObject({ uid: 1234, gid: 2345 })
  expect(statSync(path).mode & 0o777).toBe(0o664)
})

test('bytes are written as they are', () => {
  const path = join(directory, 'x.key')
  const bytes = Uint8Array.of(0xff, 0, 0x80)
  writeFileAtomically(path, bytes, 0o600)
  expect(new Uint8Array(readFileSync(path))).toEqual(bytes)
})
