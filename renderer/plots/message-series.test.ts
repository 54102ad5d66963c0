import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MessageSeries } from './message-series.ts'

type Point = [number: number, ms: number]

/** Heaps of messages in order of time, as they become known. */
const anyHeaps = fc
  .array(fc.array(fc.tuple(fc.nat(9), fc.nat(500)), { maxLength: 12 }), { maxLength: 40 })
  .map((heaps) => {
    let ms = 0
    return heaps.map((heap) =>
      heap.map(([step, number]): Point => {
        ms += step
        return [number, ms]
      }),
    )
  })

describe('a series of messages', () => {
  it('is the newest of all that were added, as a plain list would be', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), anyHeaps, (capacity, heaps) => {
        const series = new MessageSeries(capacity)
        let model: Point[] = []
        for (const heap of heaps) {
          series.add(heap)
          model = [...model, ...heap].slice(-capacity)
          const kept = model.map((_, place): Point => [
            series.numberAt(place),
            series.timeAt(place),
          ])
          expect(series.length).toBe(model.length)
          expect(kept).toEqual(model)
        }
      }),
    )
  })

  it('finds the first of a time, and gives a part of its own', () => {
    fc.assert(
      fc.property(anyHeaps, fc.nat(400), fc.nat(400), (heaps, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const series = new MessageSeries(100)
        for (const heap of heaps) series.add(heap)
        const model = heaps.flat().slice(-100)
        const first = model.findIndex(([, ms]) => ms >= from)
        expect(series.firstFrom(from)).toBe(first < 0 ? model.length : first)
        const part = series.between(from, to)
        const expected = model.filter(([, ms]) => ms >= from && ms < to)
        expect(expected.map((_, place) => [part.numberAt(place), part.timeAt(place)])).toEqual(
          expected,
        )
        expect(part.length).toBe(expected.length)
      }),
    )
  })

  it('is empty after it was cleared', () => {
    const series = new MessageSeries(4)
    series.add([[1, 1]])
    series.clear()
    expect([series.length, series.firstFrom(0)]).toEqual([0, 0])
  })
})
