import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { canOpenBrowser, openBrowser } from './open-browser.ts'

let folder: string

beforeEach(() => {
  folder = temporaryFolder()
})

/** A program that notes what it was called with. */
function fakeOpener(status: number): string {
  const program = join(folder, 'opener')
  writeFileSync(program, `#!/bin/sh\necho "$@" >'${folder}/called'\nexit ${status}\n`)
  chmodSync(program, 0o755)
  return program
}

it.each([
  [{}, false],
  [{ DISPLAY: '' }, false],
  [{ DISPLAY: ':0' }, true],
  [{ WAYLAND_DISPLAY: 'wayland-0' }, true],
  [{ BROWSER: 'w3m' }, true],
])('with %j a browser can be opened: %s', (environment, can) => {
  expect(canOpenBrowser(environment)).toBe(can)
})

it('gives the browser the link', async () => {
  expect(await openBrowser('http://127.0.0.1:1/?token=abc', fakeOpener(0))).toBe(true)
  expect(readFileSync(join(folder, 'called'), 'utf8')).toBe('http://127.0.0.1:1/?token=abc\n')
})

it('says that it did not work', async () => {
  expect(await openBrowser('http://127.0.0.1:1/', fakeOpener(3))).toBe(false)
  expect(await openBrowser('http://127.0.0.1:1/', join(folder, 'nothing'))).toBe(false)
})
