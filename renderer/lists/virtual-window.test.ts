// Which rows are drawn, and where keys lead: every row in view is among the drawn ones, wherever the list stands.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isPlainPress,
  overscanRows,
  rowAfterKey,
  rowWindow,
  scrollTopFor,
} from './virtual-window.ts'

const rowHeight = 44

it('draws every row that is in view, and few others', () => {
  const place = fc.record({
    count: fc.nat(20_000),
    viewHeight: fc.integer({ min: 1, max: 3000 }),
    part: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  fc.assert(
    fc.property(place, ({ count, viewHeight, part }) => {
      const most = Math.max(0, count * rowHeight - viewHeight)
      const scrollTop = Math.floor(part * most)
      const { first, end } = rowWindow({ scrollTop, viewHeight, rowHeight }, count)
      const inView = Array.from({ length: count }, (_, row) => row).filter(
        (row) => (row + 1) * rowHeight > scrollTop && row * rowHeight < scrollTop + viewHeight,
      )
      expect(first).toBeGreaterThanOrEqual(0)
      expect(end).toBeLessThanOrEqual(count)
      for (const row of [inView.at(0), inView.at(-1)]) {
        if (row === undefined) continue
        expect(row).toBeGreaterThanOrEqual(first)
        expect(row).toBeLessThan(end)
      }
      expect(end - first).toBeLessThanOrEqual(
        Math.ceil(viewHeight / rowHeight) + 1 + 2 * overscanRows,
      )
    }),
    { numRuns: 60 },
  )
})

describe('a key', () => {
  it.each([
    ['ArrowDown', 3, 4],
    ['ArrowDown', 99, 99],
    ['ArrowUp', 3, 2],
    ['ArrowUp', 0, 0],
    ['Home', 50, 0],
    ['End', 50, 99],
    ['PageDown', 50, 59],
    ['PageDown', 95, 99],
    ['PageUp', 50, 41],
    ['PageUp', 4, 0],
  ])('%s leads from row %i to row %i of 100', (key, from, to) => {
    expect(rowAfterKey(key, from, 100, 10)).toBe(to)
  })

  it.each(['Tab', 'a', 'Escape'])('%s moves nothing', (key) => {
    expect(rowAfterKey(key, 5, 100, 10)).toBeUndefined()
  })

  it('moves nothing in an empty list', () => {
    expect(rowAfterKey('ArrowDown', 0, 0, 10)).toBeUndefined()
  })
})

describe('scrolling to a row', () => {
  const place = { scrollTop: 440, viewHeight: 440, rowHeight }
  it.each([
    ['above', 3, 132],
    ['half above', 9, 396],
    ['below', 20, 484],
  ])('that is %s shows it wholly', (_where, row, scrollTop) => {
    expect(scrollTopFor(row, place)).toBe(scrollTop)
  })

  it('that is in view does nothing', () => {
    expect(scrollTopFor(10, place)).toBeUndefined()
    expect(scrollTopFor(19, place)).toBeUndefined()
  })
})

it.each(['altKey', 'ctrlKey', 'metaKey', 'shiftKey'])('a press with %s opens no row', (key) => {
  const none = { altKey: false, ctrlKey: false, metaKey: false, shiftKey: false }
  expect(isPlainPress(none, '')).toBe(true)
  expect(isPlainPress({ ...none, [key]: true }, '')).toBe(false)
  expect(isPlainPress(none, '240.1.2.3')).toBe(false)
})
