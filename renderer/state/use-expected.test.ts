// What was chosen is shown until the desk says anything else than before.
import { expect, it } from 'vitest'
import { shownOf } from './use-expected.ts'

it.each([
  ['nothing was chosen', 'on', undefined, 'on'],
  ['the desk has not answered', 'on', { value: 'off', over: 'on' }, 'off'],
  ['the desk confirms it', 'off', { value: 'off', over: 'on' }, 'off'],
  ['the desk says something else', 'starting', { value: 'off', over: 'on' }, 'starting'],
] as const)('where %s', (_where, actual, expected, shown) => {
  expect(shownOf<string>(actual, expected)).toBe(shown)
})
