// Whom `vip cleanup` believes, and what it removes; what it undoes on a machine is in e2e/lab/one-sided.spec.ts.
import { chmodSync, chownSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { cleanUp, cleanupText } from './cleanup.ts'

let folder: string
beforeEach(() => {
  folder = temporaryFolder()
})

const journal = () => join(folder, 'undo-journal.json')
const rule = { kind: 'policy-rule', source: '0.0.0.0', sourceLength: 32 }

test('where nothing is left, nothing is done', async () => {
  const nothing = { undone: [], removed: [], failed: [] }
  expect(await cleanUp(folder)).toEqual(nothing)
  expect(await cleanUp(join(folder, 'never-made'))).toEqual(nothing)
  expect(cleanupText(nothing)).toBe('Nothing was left.\n')
})

test('files that mean nothing without the helper go, and mappings stay', async () => {
  for (const name of ['vipd.pid', 'mappings.json']) writeFileSync(join(folder, name), '1\n')
  const report = await cleanUp(folder)
  expect(report.removed).toEqual([join(folder, 'vipd.pid')])
  expect(cleanupText(report)).toBe(`removed: ${join(folder, 'vipd.pid')}\n`)
  expect(readdirSync(folder)).toEqual(['mappings.json'])
})

test('a journal that others could write is not believed', async () => {
  writeFileSync(journal(), JSON.stringify([rule]))
  chmodSync(journal(), 0o666)
  await expect(cleanUp(folder)).rejects.toThrow('may have been written by somebody else')
  expect(existsSync(journal())).toBe(true)
})

test("root believes a journal of the folder's owner, and nobody else's", async (context) => {
  if (process.getuid?.() !== 0) context.skip('only root can give files away')
  writeFileSync(journal(), '[]', { mode: 0o600 })
  chownSync(journal(), 1234, 1234)
  await expect(cleanUp(folder)).rejects.toThrow('may have been written by somebody else')
  chownSync(folder, 1234, 1234)
  expect((await cleanUp(folder)).failed).toEqual([])
  chownSync(folder, 1235, 1235)
  await expect(cleanUp(folder)).rejects.toThrow('may have been written by somebody else')
})

test.each([
  [{ kind: 'file', path: '/etc/passwd' }],
  [{ ...rule, source: '192.0.2.1/24' }],
  [{ ...rule, sourceLength: 33 }],
  ['rm'],
])('a journal with what is no change of the helper is not begun: %j', async (change) => {
  writeFileSync(journal(), JSON.stringify([change]), { mode: 0o600 })
  await expect(cleanUp(folder)).rejects.toThrow('is no journal')
  expect(existsSync(journal())).toBe(true)
})

test('a helper that runs is left alone, and named', async () => {
  const server = createServer().listen(join(folder, 'control.sock'))
  await once(server, 'listening')
  writeFileSync(join(folder, 'vipd.pid'), '4711\n')
  await expect(cleanUp(folder)).rejects.toThrow('Another helper, process 4711, runs here')
  expect(existsSync(join(folder, 'vipd.pid'))).toBe(true)
  server.close()
})
