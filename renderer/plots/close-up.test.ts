import { describe, expect, it } from 'vitest'
import { sampleStream } from '../test/sample-lab.ts'
import { closeUpOf, longestOf } from './close-up.ts'
import { numberExtents } from './number-extents.ts'
import { lengthOf } from './pauses.ts'
import { readingAt } from './reading.ts'
import { StreamRecord, keptMs } from './stream-record.ts'

function recordOf(...streams: Parameters<typeof sampleStream>[0][]): StreamRecord {
  const record = new StreamRecord()
  for (const stream of streams) record.add(sampleStream(stream))
  return record
}

describe('the close-up of a move', () => {
  const pause = { fromMs: 1010, toMs: 1042 }
  const record = recordOf({ fromMs: 0, toMs: 1000 }, { fromMs: 1000, toMs: 1500, pause, lost: 3 })

  it('shows the longest pause since it began, with room around it', () => {
    const closeUp = closeUpOf(record, 1000)
    expect(closeUp?.transport).toBe('udp')
    for (const at of ['a', 'b'] as const) {
      expect(closeUp?.pauses[at]?.toMs).toBeCloseTo(1042, 0)
      expect(closeUp?.missing[at]).toBe(3)
      expect(closeUp?.directions[at].received.length).toBeGreaterThan(60)
    }
    expect(closeUp!.fromMs).toBeLessThan(1010 - 35)
    expect(closeUp!.toMs).toBeGreaterThan(1042 + 35)
    expect(lengthOf(longestOf(closeUp!)!)).toBeGreaterThan(32)
  })

  it('finds a pause that had begun before the newest known message', () => {
    expect(closeUpOf(record, 1100)?.pauses.a).not.toBeNull()
  })

  it('takes of the other direction the pause that lies beside, not a longer one elsewhere', () => {
    const apart = new StreamRecord()
    const [toA, toB] = sampleStream({ fromMs: 0, toMs: 2000 })
    const without = (stream: typeof toA, gaps: [from: number, to: number][]) => ({
      ...stream!,
      received: stream!.received.filter(([, ms]) =>
        gaps.every(([from, to]) => ms < from || ms > to),
      ),
    })
    apart.add([
      without(toA, [[1010, 1070]]),
      without(toB, [
        [1020, 1040],
        [1500, 1550],
      ]),
    ])
    const { pauses } = closeUpOf(apart, 1000)!
    expect(pauses.a?.fromMs).toBeCloseTo(1010, -1)
    expect(pauses.b?.fromMs).toBeCloseTo(1020, -1)
  })

  it('leaves pauses of earlier moves alone', () => {
    const long = { fromMs: 200, toMs: 500 }
    const both = recordOf(
      { fromMs: 0, toMs: 1000, pause: long },
      { fromMs: 1000, toMs: 1500, pause },
    )
    expect(closeUpOf(both, 1000)?.pauses.a?.toMs).toBeCloseTo(1042, 0)
  })

  it('is of the move’s beginning where nothing was missed', () => {
    const closeUp = closeUpOf(recordOf({ fromMs: 0, toMs: 2000 }), 1000)
    expect(closeUp).toMatchObject({ pauses: { a: null, b: null }, fromMs: 850, toMs: 1150 })
    expect(longestOf(closeUp!)).toBeNull()
  })

  it('is not there before anything is known of the time behind the move’s beginning', () => {
    expect(closeUpOf(new StreamRecord(), 0)).toBeNull()
    expect(closeUpOf(recordOf({ fromMs: 0, toMs: 10 }), 5000)).toBeNull()
  })

  it('stays when the record has forgotten its time', () => {
    const growing = recordOf({ fromMs: 0, toMs: 1000 }, { fromMs: 1000, toMs: 1500, pause })
    const closeUp = closeUpOf(growing, 1000)
    const before = closeUp?.directions.a.received.length
    growing.add(sampleStream({ fromMs: 1500, toMs: 40_000 }))
    expect(growing.direction('a').received.timeAt(0)).toBeGreaterThan(5000)
    expect(closeUp?.directions.a.received.length).toBe(before)
  })

  it('says what a place of its plot means', () => {
    const { directions } = closeUpOf(record, 1000)!
    expect(readingAt(directions.b, 1030.5, 20)).toBe(
      '20.0 ms · message 1030 was sent · 1009 had come',
    )
  })
})

describe('the record of a stream', () => {
  it('keeps the last half minute', () => {
    const record = recordOf({ fromMs: 0, toMs: 50_000 })
    const { sent } = record.direction('a')
    expect(record.newestMs).toBeGreaterThanOrEqual(49_999)
    expect(record.newestMs - sent.timeAt(0)).toBeGreaterThan(keptMs)
    expect(record.newestMs - sent.timeAt(0)).toBeLessThan(keptMs + 3000)
  })

  it('begins anew with another stream', () => {
    const again = recordOf({ fromMs: 0, toMs: 3000 }, { fromMs: 0, toMs: 100 })
    expect(again.direction('a').sent.length).toBe(100)
    const other = recordOf({ fromMs: 0, toMs: 300 }, { fromMs: 300, toMs: 400, transport: 'tcp' })
    expect([other.transport, other.direction('b').sent.length]).toEqual(['tcp', 100])
  })

  it('shows the numbers of what was sent and came in a time, with an edge', () => {
    const record = recordOf({ fromMs: 0, toMs: 1000 })
    const [low, high] = numberExtents(record.direction('a'), 400, 600)
    expect(low).toBeGreaterThan(380)
    expect(low).toBeLessThan(400)
    expect(high).toBeGreaterThan(599)
    expect(high).toBeLessThan(620)
    expect(numberExtents(new StreamRecord().direction('a'), 0, 1)).toEqual([0, 1])
  })
})
