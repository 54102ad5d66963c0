import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { canShowWindow, findElectron, hasElectronPackage, hasSandbox } from './electron-binary.ts'
import { temporaryFolder } from './temporary-folder.ts'

function program(path: string, mode = 0o755): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, '')
  chmodSync(path, mode)
}

it('is where the package says, if it is there and can be run', () => {
  const folder = temporaryFolder()
  expect(findElectron({}, folder)).toBeUndefined()
  const path = join(folder, 'dist', 'electron')
  program(path)
  expect(findElectron({}, folder)).toBeUndefined()
  writeFileSync(join(folder, 'path.txt'), 'electron')
  expect(findElectron({}, folder)).toBe(path)
  chmodSync(path, 0o644)
  expect(findElectron({}, folder)).toBeUndefined()
})

it('is where the environment says', () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()]
  const env = { ELECTRON_OVERRIDE_DIST_PATH: other }
  expect(findElectron(env, folder)).toBeUndefined()
  program(join(other, 'electron'))
  expect(findElectron(env, folder)).toBe(join(other, 'electron'))
})

it('can be fetched where its package is', () => {
  const folder = temporaryFolder()
  expect(hasElectronPackage(folder)).toBe(false)
  writeFileSync(join(folder, 'package.json'), '{}')
  expect(hasElectronPackage(folder)).toBe(true)
})

it('has a sandbox by user namespaces, or by a program of root', (context) => {
  const folder = temporaryFolder()
  const rule = join(folder, 'rule')
  const has = () => hasSandbox(join(folder, 'electron'), rule)
  expect(has()).toBe(true)
  writeFileSync(rule, '0\n')
  expect(has()).toBe(true)
  writeFileSync(rule, '1\n')
  expect(has()).toBe(false)
  program(join(folder, 'chrome-sandbox'))
  expect(has()).toBe(false)
  if (process.getuid?.() !== 0) context.skip('only root can make a program of root')
  program(join(folder, 'chrome-sandbox'), 0o4755)
  expect(has()).toBe(true)
  chownSync(join(folder, 'chrome-sandbox'), 1, 1)
  program(join(folder, 'chrome-sandbox'), 0o4755)
  expect(has()).toBe(false)
})

it.each([
  [{}, 1000, false],
  [{ DISPLAY: '' }, 1000, false],
  [{ DISPLAY: ':0' }, 1000, true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, 1000, true],
  [{ DISPLAY: ':0' }, 0, false],
])('shows a window with %j as %i: %j', (env, uid, can) => {
  expect(canShowWindow(env, uid)).toBe(can)
})
