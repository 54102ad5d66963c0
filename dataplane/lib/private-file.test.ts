import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { privateModes, readPrivateFile } from './private-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

const { readableByNobodyElse, writableByNobodyElse, writableByNotEverybody } = privateModes

let path: string
beforeEach(() => {
  path = join(temporaryFolder(), 'file')
  writeFileSync(path, 'text')
  chmodSync(path, 0o600)
})

test('gives the bytes, through a link too', () => {
  const link = `${path}.link`
  symlinkSync(path, link)
  const bytes = new TextEncoder().encode('text')
  expect(readPrivateFile(link, readableByNobodyElse, 4)).toEqual({ ok: true, bytes, mode: 0o600 })
})

test.each([
  [0o640, readableByNobodyElse, false],
  [0o604, readableByNobodyElse, false],
  [0o644, writableByNobodyElse, true],
  [0o664, writableByNobodyElse, false],
  [0o664, writableByNotEverybody, true],
  [0o646, writableByNotEverybody, false],
])('mode %o where %o is too much: %s', (mode, forbidden, isRead) => {
  chmodSync(path, mode)
  const file = readPrivateFile(path, forbidden, 100)
  expect(file.ok || file.fault).toEqual(isRead || { code: 'too-open', mode })
})

test('what is no file, not there or too large is no text', () => {
  const faultOf = (of: string, maxBytes = 100) => readPrivateFile(of, 0, maxBytes)
  expect(faultOf(`${path}.none`)).toEqual({ ok: false, fault: { code: 'missing' } })
  expect(faultOf(join(path, '..'))).toEqual({ ok: false, fault: { code: 'not-a-file' } })
  expect(faultOf(path, 3)).toEqual({ ok: false, fault: { code: 'too-large', bytes: 4 } })
  execFileSync('mkfifo', [`${path}.fifo`])
  expect(faultOf(`${path}.fifo`)).toEqual({ ok: false, fault: { code: 'not-a-file' } })
})

test("another user's file is read where anyone's may be", (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can give a file away')
  chownSync(path, 65_534, 65_534)
  const fault = { code: 'not-ours', ownerUid: 65_534 }
  expect(readPrivateFile(path, 0, 100)).toEqual({ ok: false, fault })
  expect(readPrivateFile(path, 0, 100, 'anyone').ok).toBe(true)
})
