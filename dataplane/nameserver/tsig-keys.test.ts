import { createHmac } from 'node:crypto'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { beforeEach, expect, test } from 'vitest'
import { temporaryFolder } from '../lib/temporary-folder.ts'
import { readTsigKeys } from './tsig-keys.ts'

const text = 'key "k" {\n\talgorithm hmac-sha512;\n\tsecret "c2VjcmV0";\n};\n'
let directory: string
let path: string
beforeEach(() => {
  directory = temporaryFolder()
  path = join(directory, 'k.key')
  writeFileSync(path, text, { mode: 0o600 })
})

test('a key signs, and does not show its secret', () => {
  const [key] = readTsigKeys(path)
  const data = Uint8Array.of(1, 2, 3)
  const expected = createHmac('sha512', 'secret').update(data).digest('hex')
  expect(Buffer.from(key!.mac(data)).toString('hex')).toBe(expected)
  const shown = inspect(key, { showHidden: true, depth: 9 }) + JSON.stringify(key)
  expect(shown).not.toMatch(/c2VjcmV0|secret/)
})

test.each([0o640, 0o604, 0o660])('a file that others can use is refused: %o', (mode) => {
  chmodSync(path, mode)
  expect(() => readTsigKeys(path)).toThrow(`mode ${mode.toString(8)}`)
  expect(() => readTsigKeys(path)).toThrow(`chmod 600 ${path}`)
})

test('what cannot be read or is wrong is said by name and line, without what is in it', () => {
  expect(() => readTsigKeys(join(directory, 'none'))).toThrow(/none cannot be read .*ENOENT/)
  expect(() => readTsigKeys(directory)).toThrow(/is exposed|can be read by others|cannot be read/)
  writeFileSync(path, text.replace('hmac-sha512', 'c2VjcmV0'))
  expect(() => readTsigKeys(path)).toThrow('k.key is wrong in line 2: the algorithm has to be')
  expect(() => readTsigKeys(path)).not.toThrow('c2VjcmV0')
})
