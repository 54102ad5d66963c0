import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleStream } from '../test/sample-lab.ts'
import { leastOpenMs, leastPauseMs, lengthOf, longest, missingOf, pausesIn } from './pauses.ts'
import type { Pause } from './pauses.ts'
import { StreamRecord } from './stream-record.ts'

function recordOf(...streams: Parameters<typeof sampleStream>[0][]): StreamRecord {
  const record = new StreamRecord()
  for (const stream of streams) record.add(sampleStream(stream))
  return record
}

describe('pauses', () => {
  it('are what one finds by comparing each message with the one before', () => {
    const anyTimes = fc
      .array(fc.double({ min: 0.01, max: 12, noNaN: true }), { maxLength: 300 })
      .map((steps) => {
        let ms = 0
        return steps.map((step) => {
          ms += step
          return ms
        })
      })
    fc.assert(
      fc.property(anyTimes, fc.nat(800), fc.nat(800), (times, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)]
        const record = new StreamRecord()
        const received = times.map((ms, number): [number, number] => [number, ms])
        record.add([{ transport: 'udp', at: 'b', sent: [], received }])
        const model: Pause[] = []
        for (const [at, toMs] of times.entries()) {
          const fromMs = times[at - 1]
          if (fromMs === undefined || toMs - fromMs < leastPauseMs) continue
          if (toMs >= from && fromMs <= to) model.push({ fromMs, toMs, isOpen: false })
        }
        const last = times.at(-1)
        if (last !== undefined && to - last >= leastOpenMs) {
          model.push({ fromMs: last, toMs: to, isOpen: true })
        }
        const found = pausesIn(record.direction('b'), from, to)
        expect(found).toEqual(model)
        const lengths = model.map(lengthOf)
        const best = longest(found)
        expect(best === null ? 0 : lengthOf(best)).toBe(Math.max(0, ...lengths))
      }),
    )
  })

  it('are none while a message comes each millisecond', () => {
    const record = recordOf({ fromMs: 0, toMs: 3000 })
    expect(pausesIn(record.direction('a'), 0, 3000)).toEqual([])
  })

  it('last where nothing comes any more, and where nothing has ever come', () => {
    const record = recordOf({ fromMs: 0, toMs: 1000 })
    const silence = { fromMs: 1000, toMs: 60_000 }
    record.add(sampleStream({ fromMs: 1000, toMs: 3000, pause: silence, lost: 2000 }))
    const last = pausesIn(record.direction('b'), 2500, 2999).at(-1)
    expect(last).toMatchObject({ isOpen: true, toMs: 2999 })
    expect(last?.fromMs).toBeCloseTo(1000, -1)
    const mute = recordOf({ fromMs: 5, toMs: 900, pause: { fromMs: 0, toMs: 900 }, lost: 900 })
    expect(pausesIn(mute.direction('b'), 0, 899)).toEqual([{ fromMs: 5, toMs: 899, isOpen: true }])
  })

  it('do not last because what came is known a little later', () => {
    const record = recordOf({ fromMs: 0, toMs: 1000 })
    expect(pausesIn(record.direction('b'), 0, 1200)).toEqual([])
  })

  it('tell how many of their messages never came', () => {
    const record = recordOf({ fromMs: 0, toMs: 500, pause: { fromMs: 200, toMs: 231 }, lost: 4 })
    const pause = longest(pausesIn(record.direction('b'), 0, 500))
    expect(pause === null ? 0 : lengthOf(pause)).toBeGreaterThan(31)
    expect(pause === null ? 0 : missingOf(record.direction('b'), pause)).toBe(4)
  })

  it('miss nothing where all that waited came at their end', () => {
    const record = recordOf({ fromMs: 0, toMs: 500, pause: { fromMs: 200, toMs: 231 } })
    const pause = longest(pausesIn(record.direction('a'), 0, 500))
    expect(pause === null ? -1 : missingOf(record.direction('a'), pause)).toBe(0)
  })
})
