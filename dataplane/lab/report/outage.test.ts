import { expect, test } from 'vitest'
import { firstMessageMs, lostMessages, outageMs } from './outage.ts'
import { sampleRecord, sampleRun, usableNs } from './test/sample-run.ts'

test('an outage is that of the later direction, from the usable link to the next message', () => {
  const { records } = sampleRun(3, 7)
  expect(outageMs(records, ['a'], usableNs)).toBeCloseTo(3.2)
  expect(outageMs(records, ['b'], usableNs)).toBeCloseTo(7.2)
  expect(outageMs(records, ['a', 'b'], usableNs)).toBeCloseTo(7.2)
})

test('a direction that never went on makes the whole an outage without end', () => {
  expect(outageMs(sampleRun(3, null).records, ['a', 'b'], usableNs)).toBe(null)
  expect(outageMs(sampleRun(null, 3).records, ['a', 'b'], usableNs)).toBe(null)
})

test('what comes before the link was usable does not count', () => {
  const { records } = sampleRun(3, 3)
  const [message] = records.b.received[0]!
  records.b.received.splice(90, 0, [message, usableNs - 1])
  expect(outageMs(records, ['a'], usableNs)).toBeCloseTo(3.2)
})

test('the first message is the first that was sent after the time, or what came instead of it', () => {
  expect(firstMessageMs(sampleRecord('a', 0), 'b', usableNs)).toBeCloseTo(0.2)
  // Five were lost: the sixth came 0.2 ms after it was sent, 5 ms after the first.
  expect(firstMessageMs(sampleRecord('a', 5), 'b', usableNs)).toBeCloseTo(5.2)
  expect(firstMessageMs(sampleRecord('a', null), 'b', usableNs)).toBe(null)
})

test('a message is lost when it was sent and never came; one that came twice is one', () => {
  const records = sampleRecord('b', 0)
  // From -10 to -1, and -11, which would have come at -10.8 ms: that one came.
  expect(lostMessages(records, ['a'])).toBe(10)
  records.b.received.push(records.b.received.at(-1)!)
  expect(lostMessages(records, ['a'])).toBe(10)
  expect(lostMessages(sampleRun(0, 4).records, ['a', 'b'])).toBe(24)
})
