import { expect, it } from 'vitest'
import type { StreamPoints } from '../contract/stream-points.ts'
import { StreamSummary } from './lab-stream-summary.ts'

const points = (
  at: 'a' | 'b',
  sent: [number, number][],
  received: [number, number][],
  transport: 'udp' | 'tcp' = 'udp',
): StreamPoints => ({ transport, at, sent, received })

it('counts each direction for a second, and begins anew', () => {
  const summary = new StreamSummary()
  const first = [points('b', [[0, 1]], [[0, 2]]), points('a', [[0, 1]], [])]
  expect(summary.add(first, 100)).toEqual([])
  expect(summary.add([points('b', [], [[1, 40]])], 1100)).toEqual([
    { from: 'a', to: 'b', transport: 'udp', sent: 1, received: 2, longestGapMs: 38 },
    { from: 'b', to: 'a', transport: 'udp', sent: 1, received: 0, longestGapMs: 0 },
  ])
  expect(summary.add([points('b', [], [])], 2100)[0]).toMatchObject({ sent: 0, received: 0 })
})

it('sees a gap that has no end yet, by what is sent', () => {
  const summary = new StreamSummary()
  summary.add([points('b', [[0, 1]], [[0, 2]])], 0)
  const [direction] = summary.add([points('b', [[1, 900]], [])], 1000)
  expect(direction?.longestGapMs).toBe(898)
})

it('counts by TCP all that a read brought', () => {
  const summary = new StreamSummary()
  summary.add([points('b', [], [[0, 1]], 'tcp')], 0)
  const [direction] = summary.add([points('b', [], [[9, 2]], 'tcp')], 1000)
  expect(direction).toMatchObject({ transport: 'tcp', received: 10 })
})
