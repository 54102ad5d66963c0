import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readPidFile, removePidFile, writePidFile } from './pid-file.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('says who runs, and goes with that process', () => {
  const path = join(temporaryFolder(), 'vipd.pid')
  expect(readPidFile(path)).toBe(undefined)
  writePidFile(path)
  expect(readPidFile(path)).toBe(process.pid)
  removePidFile(path)
  expect(existsSync(path)).toBe(false)
  removePidFile(path)
})

test("another process's is left alone, and what is no number is none", () => {
  const path = join(temporaryFolder(), 'vipd.pid')
  writeFileSync(path, '1\n')
  removePidFile(path)
  expect(readPidFile(path)).toBe(1)
  for (const text of ['', '0\n', '-1\n', '1 2\n', '1']) {
    writeFileSync(path, text)
    expect(readPidFile(path)).toBe(undefined)
  }
})
