import { expect, it } from 'vitest'
import { lastWordsOf } from './last-words.ts'
import { maxLastWordsChars } from './limits.ts'

it.each([
  ['', null],
  ['\n \n', null],
  ['vip daemon: no TUN\n', 'vip daemon: no TUN'],
  [
    '{"level":"warn","message":"no server answers"}\n{"a":1}\nnull\n',
    'no server answers\n{"a":1}\nnull',
  ],
  ['1\n2\n3\n4\n5\n6\n7\n', '3\n4\n5\n6\n7'],
])('of %j are %j', (said, words) => {
  expect(lastWordsOf(said)).toBe(words)
})

it('are bounded', () => {
  expect(lastWordsOf('x'.repeat(10_000))).toHaveLength(maxLastWordsChars)
})
