// Which program `npm start` starts: a script stands for Electron, and somebody else than root sits at a display.
import { spawnSync } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { projectRoot } from './project-root.mjs'
import { temporaryFolder } from './temporary-folder.ts'

// Each start is some processes, on a machine that others use.
vi.setConfig({ testTimeout: 30_000 })

const script = join(projectRoot, 'scripts', 'start.ts')
const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']
const isRoot = process.getuid?.() === 0
const unreadable = 'a user who is not root cannot read this checkout'

function folderWithElectron(): string {
  const folder = temporaryFolder()
  chmodSync(folder, 0o755)
  writeFileSync(join(folder, 'electron'), '#!/bin/sh\necho electron "$@"\n', { mode: 0o755 })
  chmodSync(join(folder, 'electron'), 0o755)
  // Of root, as a system may ask for.
  writeFileSync(join(folder, 'chrome-sandbox'), '')
  chmodSync(join(folder, 'chrome-sandbox'), 0o4755)
  return folder
}

function start(env: Record<string, string>, ...words: string[]) {
  const [program = '', ...argv] = [...(isRoot ? asNobody : []), process.execPath, script, ...words]
  const ended = spawnSync(program, argv, { env, cwd: '/', encoding: 'utf8' })
  return { said: ended.stdout.trim(), complaint: ended.stderr, status: ended.status }
}

it('is Electron where its program and a display are, with the same words', (context) => {
  const env = { PATH: process.env['PATH'] ?? '', DISPLAY: ':0' }
  const words = ['--lab-name', 'two words']
  const override = { ...env, ELECTRON_OVERRIDE_DIST_PATH: folderWithElectron() }
  const { said, complaint, status } = start(override, ...words)
  if (complaint.includes('no sandbox')) context.skip('this system wants a program of root')
  if (complaint.includes('EACCES')) context.skip(unreadable)
  expect(said).toMatch(new RegExp(`^electron ${projectRoot}( --lab)? --lab-name two words$`))
  expect(status).toBe(0)
})

it.for<[string, Record<string, string>, string[]]>([
  ['without a display', { DISPLAY: '' }, []],
  ['where the words are for the browser', { DISPLAY: ':0' }, ['--no-open']],
])('is `vip ui` %s', ([, env, words], { skip }) => {
  const override = { ELECTRON_OVERRIDE_DIST_PATH: folderWithElectron() }
  const path = process.env['PATH'] ?? ''
  // A word that `vip ui` does not know ends it at once.
  const { said, complaint, status } = start(
    { PATH: path, ...env, ...override },
    ...words,
    '--nonsense',
  )
  if (complaint.includes('EACCES')) skip(unreadable)
  expect(said).not.toContain('electron')
  expect(complaint).toContain("'--nonsense'")
  expect(status).not.toBe(0)
})
