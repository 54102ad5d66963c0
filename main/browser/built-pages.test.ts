import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readBuiltPages } from './built-pages.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vip-pages-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
})

it('serves the files of known kinds that were there at the start, and no links', () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), 'first')
  writeFileSync(join(folder, 'assets', 'index-1.js'), 'script')
  writeFileSync(join(folder, 'assets', 'index-1.js.map'), 'sources')
  symlinkSync('/etc/passwd', join(folder, 'passwd.html'))
  symlinkSync('/etc', join(folder, 'etc'))
  const pages = readBuiltPages(folder)!
  writeFileSync(join(folder, 'index.html'), 'second')
  writeFileSync(join(folder, 'late.html'), '')
  expect([...pages.keys()].toSorted()).toEqual(['/', '/assets/index-1.js', '/index.html'])
  expect(pages.get('/')).toBe(pages.get('/index.html'))
  expect(pages.get('/')?.body.toString()).toBe('first')
  expect(pages.get('/assets/index-1.js')?.type).toBe('text/javascript; charset=utf-8')
})

it('has the icon where browsers look for it by themselves', () => {
  mkdirSync(join(folder, 'assets'))
  writeFileSync(join(folder, 'index.html'), '')
  writeFileSync(join(folder, 'assets', 'icon-DvLz_-Z.svg'), 'icon')
  expect(readBuiltPages(folder)!.get('/favicon.ico')).toEqual({
    type: 'image/svg+xml',
    body: Buffer.from('icon'),
  })
})

it('knows that nothing is built', () => {
  expect(readBuiltPages(folder)).toBeUndefined()
  expect(readBuiltPages(join(folder, 'nowhere'))).toBeUndefined()
})
