import { expect, test } from 'vitest'
import { parseIperf } from './iperf-output.ts'

test('the receiver decides', () => {
  const output = JSON.stringify({
    start: { version: 'iperf 3.12' },
    end: {
      sum_sent: { bytes: 2000, bits_per_second: 16000 },
      sum_received: { bytes: 1000, bits_per_second: 8000 },
    },
  })
  expect(parseIperf(output)).toEqual({ kind: 'ran', bitsPerSecond: 8000, receivedBytes: 1000 })
})

test("a failure keeps iperf3's words", () => {
  const error = 'unable to connect to server: Connection refused'
  expect(parseIperf(JSON.stringify({ start: {}, end: {}, error }))).toEqual({
    kind: 'failed',
    reason: error,
  })
  expect(parseIperf('iperf3: parameter error').kind).toBe('failed')
})
