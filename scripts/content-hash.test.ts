import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { hashOf, hashOfFiles, hasStamp, writeStamp } from './content-hash.mjs'
import { temporaryFolder } from './temporary-folder.ts'

it('tells parts that join to the same text apart', () => {
  expect(hashOf(['ab', 'c'])).not.toBe(hashOf(['a', 'bc']))
  expect(hashOf(['ab', 'c'])).toBe(hashOf(['ab', 'c']))
})

it('changes with content, with presence and with name, not with dates', () => {
  const folder = temporaryFolder()
  const [a, b] = [join(folder, 'a'), join(folder, 'b')]
  const absent = hashOfFiles([a])
  writeFileSync(a, '1')
  writeFileSync(b, '1')
  const first = hashOfFiles([a])
  expect(first).not.toBe(absent)
  expect(hashOfFiles([b])).not.toBe(first)
  writeFileSync(a, '1')
  expect(hashOfFiles([a])).toBe(first)
  writeFileSync(a, '2')
  expect(hashOfFiles([a])).not.toBe(first)
})

it('believes a stamp only for the same hash', () => {
  const stamp = join(temporaryFolder(), 'deep', 'stamp')
  expect(hasStamp(stamp, 'x')).toBe(false)
  writeStamp(stamp, 'x')
  expect(hasStamp(stamp, 'x')).toBe(true)
  expect(hasStamp(stamp, 'y')).toBe(false)
})
