import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lastWords } from './lab-program.ts'

function wordsOf(log: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'lab-program-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'log')
  writeFileSync(path, log)
  return lastWords(path)
}

test.each([
  ['a sentence of its own', 'first\nvip daemon: Port 53 is taken.\n', 'Port 53 is taken'],
  ['a line of a log', '{"level":"info","message":"made a host key"}\n', 'made a host key'],
  ['JSON that is no log', '{"level":"info"}\n', '{"level":"info"}'],
  [
    'what other programs say',
    'named: exiting (due to fatal error)\n',
    'named: exiting (due to fatal error)',
  ],
  ['a kill', 'unshare: sigprocmask unblock failed: Invalid argument\n', 'it was killed'],
  ['silence', '', 'it said nothing'],
])('last words: %s', (_, log, words) => {
  expect(wordsOf(log)).toBe(words)
})

test('a log that is gone said nothing', () => {
  expect(lastWords('/nonexistent/log')).toBe('it said nothing')
})
