// A problem's line and column lead to its place in the text.
import { expect, it } from 'vitest'
import { offsetOfPlace } from './offset-of-place.ts'

const text = 'one\ntwo three\n\nfour'

it.each([
  [1, 1, 0],
  [2, 5, 8],
  [3, 1, 14],
  [4, 1, 15],
  // Nothing is there: the nearest place.
  [2, 90, 13],
  [4, 90, 19],
  [9, 1, 19],
])('line %i, column %i is at %i', (line, column, offset) => {
  expect(offsetOfPlace(text, line, column)).toBe(offset)
})
