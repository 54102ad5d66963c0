import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { BrowserOpener, canOpenBrowser } from './open-browser.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vip-opener-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
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

it('gives the browser a private file that leads to the link, not the link', async () => {
  const opener = new BrowserOpener(fakeOpener(0))
  expect(await opener.open('http://127.0.0.1:1/?token=abc')).toBe(true)
  const called = readFileSync(join(folder, 'called'), 'utf8').trim()
  expect(called).not.toContain('abc')
  expect(statSync(called).mode & 0o777).toBe(0o600)
  expect(statSync(dirname(called)).mode & 0o777).toBe(0o700)
  expect(readFileSync(called, 'utf8')).toContain('url=http://127.0.0.1:1/?token=abc')
  opener.removeFile()
  opener.removeFile()
  expect(existsSync(dirname(called))).toBe(false)
})

it('says that it did not work', async () => {
  const refusing = new BrowserOpener(fakeOpener(3))
  expect(await refusing.open('http://127.0.0.1:1/')).toBe(false)
  refusing.removeFile()
  const missing = new BrowserOpener(join(folder, 'nothing'))
  expect(await missing.open('http://127.0.0.1:1/')).toBe(false)
  missing.removeFile()
})
