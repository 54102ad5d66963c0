import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleStream } from '../test/sample-lab.ts'
import { leastPauseMs, lengthOf, longest, missingOf, pausesIn } from './pauses.ts'
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
          if (toMs >= from && fromMs <= to) model.push({ fromMs, toMs })
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
