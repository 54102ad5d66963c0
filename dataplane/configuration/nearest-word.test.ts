import { expect, test } from 'vitest'
import { nearestWord } from './nearest-word.ts'

const words = ['port', 'interfaces', 'tun', 'key-file', 'partner-seconds']

test.each([
  ['prot', 'port'],
  ['ports', 'port'],
  ['Port', 'port'],
  ['interface', 'interfaces'],
  ['key_file', 'key-file'],
  ['keyFile', 'key-file'],
  ['tum', 'tun'],
  ['partnerSeconds', 'partner-seconds'],
  ['part', 'port'],
  ['xyz', undefined],
  ['', undefined],
  ['seconds', undefined],
])('%s may mean %s', (given, meant) => {
  expect(nearestWord(given, words)).toBe(meant)
})

test('a long word takes no time', () => {
  expect(nearestWord('x'.repeat(60_000), words)).toBe(undefined)
})
