import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { tooOldSentence } from './node-version.mjs'

it.each(['20.19.0', '20.20.2', '22.0.0', '24.21.0'])('accepts %s', (version) => {
  expect(tooOldSentence(version)).toBeUndefined()
})

it.each(['18.20.8', '20.18.3', '8.17.0'])('refuses %s in one sentence', (version) => {
  expect(tooOldSentence(version)).toContain(`20.19 or later, and this is ${version}:`)
})

it('says what package.json says', () => {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  expect(manifest).toContain('"node": ">=20.19"')
})
