// A sparkline ends at the right edge, its greatest value at the top, and nothing leaves its box.
import { expect, it } from 'vitest'
import { sparklineShape } from './sparkline-path.ts'

const box = { width: 100, height: 20, capacity: 11 }
const pointsOf = (line: string) =>
  line
    .slice(1)
    .split('L')
    .map((point) => point.split(' ').map(Number))

it('has no line for less than two values', () => {
  expect(sparklineShape([], box)).toEqual({ line: '', area: '' })
  expect(sparklineShape([5], box)).toEqual({ line: '', area: '' })
})

it('stands right while it is shorter than its width', () => {
  expect(pointsOf(sparklineShape([0, 4, 8], box).line)).toEqual([
    [80, 19.25],
    [90, 10],
    [100, 0.75],
  ])
})

it('shows the newest values alone, inside of its box', () => {
  const values = Array.from({ length: 40 }, (_, at) => (at * 37) % 23)
  const points = pointsOf(sparklineShape(values, box).line)
  expect(points).toHaveLength(11)
  for (const [x = -1, y = -1] of points) {
    expect(x).toBeGreaterThanOrEqual(0)
    expect(x).toBeLessThanOrEqual(100)
    expect(y).toBeGreaterThanOrEqual(0)
    expect(y).toBeLessThanOrEqual(20)
  }
})

it('lies on the ground where nothing passed', () => {
  expect(pointsOf(sparklineShape([0, 0], box).line).map(([, y]) => y)).toEqual([19.25, 19.25])
})
