import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import { PreferencesFile, configurationFolder } from './preferences.ts'

const usual = { theme: 'system', startAtLogin: false, notifications: true, firstRunDone: false }

let folder: string
let path: string
beforeEach(() => {
  folder = join(temporaryFolder(), 'vip')
  path = join(folder, 'preferences.json')
})

it('keeps what was chosen, in a file that is theirs alone', () => {
  const file = new PreferencesFile(folder)
  expect(file.preferences).toEqual(usual)
  file.change({ theme: 'dark', startAtLogin: undefined })
  file.change({ firstRunDone: true })
  const chosen = { ...usual, theme: 'dark', firstRunDone: true }
  expect(file.preferences).toEqual(chosen)
  expect(new PreferencesFile(folder).preferences).toEqual(chosen)
  expect(statSync(path).mode & 0o777).toBe(0o600)
  expect(readdirSync(folder)).toEqual(['preferences.json'])
})

it.each([
  ['', usual],
  ['{"theme":', usual],
  ['[]', usual],
  ['{"theme":"pink","notifications":false,"more":1}', { ...usual, notifications: false }],
])('takes %j for what of it means something', (text, preferences) => {
  mkdirSync(folder)
  writeFileSync(path, text)
  expect(new PreferencesFile(folder).preferences).toEqual(preferences)
})

it('is in force also where it cannot be kept, and says so', () => {
  writeFileSync(folder, 'in the way')
  const file = new PreferencesFile(folder)
  expect(() => file.change({ theme: 'light' })).toThrow(/EEXIST|ENOTDIR/)
  expect(file.preferences.theme).toBe('light')
  expect(readFileSync(folder, 'utf8')).toBe('in the way')
})

it('lies where the desktop says, unless that is no absolute path', () => {
  expect(configurationFolder({ XDG_CONFIG_HOME: '/tmp/x' })).toBe('/tmp/x/vip')
  for (const env of [{}, { XDG_CONFIG_HOME: '' }, { XDG_CONFIG_HOME: 'x' }]) {
    expect(configurationFolder(env)).toBe(join(homedir(), '.config', 'vip'))
  }
})
