import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  padded,
  panned,
  positionOf,
  roundStep,
  showing,
  ticksOf,
  timeAt,
  zoomed,
} from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'

const anyScale = fc
  .record({
    warp: fc.constantFrom('linear' as const, 'log' as const),
    from: fc.double({ min: -100, max: 1000, noNaN: true }),
    length: fc.double({ min: 0.05, max: 100_000, noNaN: true }),
    width: fc.integer({ min: 50, max: 4000 }),
  })
  .map(({ length, ...scale }): TimeScale => ({ ...scale, to: scale.from + length }))

describe('the scale of time', () => {
  it('gives each time a place, and each place its time', () => {
    fc.assert(
      fc.property(anyScale, fc.double({ min: 0, max: 1, noNaN: true }), (scale, part) => {
        const position = part * scale.width
        const back = positionOf(scale, timeAt(scale, position))
        expect(Math.abs(back - position)).toBeLessThan(0.01)
      }),
    )
  })

  it('is straight from edge to edge where it is linear', () => {
    const scale: TimeScale = { warp: 'linear', from: 10, to: 30, width: 200 }
    expect([10, 20, 30].map((at) => positionOf(scale, at))).toEqual([0, 100, 200])
  })

  it('gives a decade the same room everywhere where it is logarithmic', () => {
    const scale: TimeScale = { warp: 'log', from: 0, to: 10_000, width: 1000 }
    const at = (ms: number) => positionOf(scale, ms)
    expect(at(1000) - at(100)).toBeCloseTo(at(10_000) - at(1000), 0)
    expect(at(0)).toBe(0)
  })

  it('keeps the time under the pointer when it is zoomed', () => {
    fc.assert(
      fc.property(anyScale, fc.double({ min: 0, max: 1, noNaN: true }), (scale, part) => {
        const position = part * scale.width
        const near = { ...scale, ...zoomed(scale, 1.5, position) }
        expect(Math.abs(positionOf(near, timeAt(scale, position)) - position)).toBeLessThan(1)
      }),
    )
  })

  it('can be zoomed to microseconds, and no nearer', () => {
    let scale: TimeScale = { warp: 'linear', from: 0, to: 100, width: 800 }
    for (let step = 0; step < 60; step += 1) scale = { ...scale, ...zoomed(scale, 2, 400) }
    expect(scale.to - scale.from).toBeCloseTo(0.02, 9)
  })

  it('moves just so far that a moment is in sight', () => {
    const scale: TimeScale = { warp: 'linear', from: 0, to: 100, width: 1000 }
    for (const at of [0, 50, 100]) expect(showing(scale, at)).toEqual({ from: 0, to: 100 })
    const later = { ...scale, ...showing(scale, 400) }
    expect(positionOf(later, 400)).toBeGreaterThan(900)
    expect(positionOf(later, 400)).toBeLessThan(1000)
    const earlier = { ...scale, ...showing(scale, -30) }
    expect(positionOf(earlier, -30)).toBeGreaterThan(0)
    expect(panned(scale, 100).to).toBeCloseTo(110, 9)
  })

  it('has the same room at its ends on both scales', () => {
    for (const warp of ['linear', 'log'] as const) {
      const scale = { warp, width: 1000, ...padded({ from: 0, to: 500 }, warp, 0.1, 0.2) }
      expect(positionOf(scale, 0)).toBeCloseTo(1000 * (0.1 / 1.3), 3)
      expect(positionOf(scale, 500)).toBeCloseTo(1000 * (1.1 / 1.3), 3)
    }
  })
})

describe('ticks', () => {
  it('are in sight, in order, and do not touch', () => {
    fc.assert(
      fc.property(anyScale, (scale) => {
        const ticks = ticksOf(scale)
        const slack = 1e-6 * (scale.to - scale.from)
        for (const [at, tick] of ticks.entries()) {
          expect(tick.at).toBeGreaterThanOrEqual(scale.from - slack)
          expect(tick.at).toBeLessThanOrEqual(scale.to + slack)
          const before = ticks[at - 1]
          if (before !== undefined) {
            expect(positionOf(scale, tick.at) - positionOf(scale, before.at)).toBeGreaterThan(40)
          }
        }
      }),
    )
  })

  it.each([
    [{ from: 0, to: 1 }, ['0', '0.2 ms', '0.4 ms', '0.6 ms', '0.8 ms', '1.0 ms']],
    [{ from: 0, to: 50 }, ['0', '10 ms', '20 ms', '30 ms', '40 ms', '50 ms']],
    [{ from: 0, to: 2500 }, ['0', '500 ms', '1.0 s', '1.5 s', '2.0 s', '2.5 s']],
    [{ from: -20, to: 20 }, ['−20 ms', '−10 ms', '0', '10 ms', '20 ms']],
    [{ from: 12.34, to: 12.36 }, ['12.340 ms', '12.345 ms', '12.350 ms', '12.355 ms', '12.360 ms']],
  ])('of %o are written %o', (span, words) => {
    const ticks = ticksOf({ ...span, warp: 'linear', width: 500 })
    expect(ticks.map(({ label }) => label)).toEqual(words)
  })

  it('of a logarithmic scale are powers of ten first', () => {
    const ticks = ticksOf({ from: 0, to: 10_000, warp: 'log', width: 700 })
    const labels = ticks.map(({ label }) => label)
    for (const word of ['0', '1 ms', '10 ms', '100 ms', '1 s', '10 s'])
      expect(labels).toContain(word)
  })

  it.each([
    [0.3, 0.5],
    [1, 1],
    [11, 20],
    [60, 100],
  ])('have steps of 1, 2 or 5: at least %d is %d', (least, step) => {
    expect(roundStep(least)).toBeCloseTo(step, 9)
  })
})
