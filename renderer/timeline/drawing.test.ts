import { describe, expect, it } from 'vitest'
import {
  easyMove,
  hugeMove,
  moveOfBoth,
  runningMove,
  unheardMove,
} from '../test/sample-receipts.ts'
import { drawLane } from './drawing.ts'
import { fitOf } from './fit.ts'
import { lanesOf } from './lanes.ts'
import type { Lane } from './lanes.ts'
import { positionOf } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'

const scaleOf = (lanes: readonly Lane[], width = 800): TimeScale => ({
  ...fitOf(lanes, 'all', 'linear'),
  warp: 'linear',
  width,
})

describe('the drawing of a lane', () => {
  it('has each event at its time, in the row of its kind', () => {
    const lanes = lanesOf(moveOfBoth())
    const scale = scaleOf(lanes)
    for (const lane of lanes) {
      const { marks, rows, earlier, later } = drawLane(lane, scale, false)
      expect([marks.length, earlier, later]).toEqual([lane.events.length, 0, 0])
      for (const { event, x, y } of marks) {
        expect(Math.abs(x - positionOf(scale, lane.events[event]!.at))).toBeLessThanOrEqual(0.05)
        expect(rows.map((row) => row.y)).toContain(y)
      }
    }
  })

  it('counts what is left and right of what is shown', () => {
    const lane = lanesOf(moveOfBoth())[1]!
    const drawing = drawLane(lane, { warp: 'linear', from: 13.75, to: 20, width: 800 }, false)
    expect(drawing.earlier).toBe(2)
    expect(drawing.later).toBe(lane.events.length - drawing.marks.length - 2)
    expect(drawing.later).toBeGreaterThan(0)
  })

  it('has the gap to scale, with its figure', () => {
    const lanes = lanesOf(moveOfBoth())
    const scale = scaleOf(lanes)
    const { gap } = drawLane(lanes[1]!, scale, false)
    expect(gap).toMatchObject({ is: 'closed', label: '17.5 ms', anchor: 'middle' })
    const perMs = scale.width / (scale.to - scale.from)
    expect(gap?.width).toBeCloseTo(17.469 * perMs, 0)
  })

  it('puts the figure of a gap that is too narrow behind it', () => {
    const lanes = lanesOf(easyMove())
    const { gap } = drawLane(lanes[1]!, scaleOf(lanes, 100), false)
    expect(gap?.anchor).toBe('start')
    expect(gap!.labelX).toBeGreaterThan(gap!.x + gap!.width)
  })

  it('draws what is awaited up to the edge while the move goes on, and not at all when it is over', () => {
    const lanes = lanesOf(runningMove())
    const scale: TimeScale = { warp: 'linear', from: 0, to: 1000, width: 800 }
    const open = drawLane(lanes[2]!, scale, true)
    expect(open.bars.map(({ x, width }) => Math.round(x + width))).toEqual([801, 801])
    expect(open.gap?.is).toBe('open')
    expect(drawLane(lanes[2]!, scale, false).bars).toEqual([])
  })

  it('writes no word over another mark or beyond the edge', () => {
    for (const receipt of [moveOfBoth(), hugeMove(), unheardMove()]) {
      for (const width of [200, 700, 2000]) {
        const lanes = lanesOf(receipt)
        const scale = scaleOf(lanes, width)
        for (const lane of lanes) {
          const { marks } = drawLane(lane, scale, false)
          for (const { x, y, word } of marks) {
            if (word === null) continue
            const end = x + 9 + word.length * 5
            expect(end).toBeLessThanOrEqual(width + 6)
            const others = marks.filter((mark) => mark.y === y && mark.x > x)
            for (const other of others) expect(other.x).toBeGreaterThan(end)
          }
        }
      }
    }
  })
})
