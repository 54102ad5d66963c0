import { expect, test } from 'vitest'
import { perfectLink } from '../contract/link-settings.ts'
import { settingsLine } from './emulator-protocol.ts'

test('settings are written in the emulator’s whole numbers', () => {
  const settings = {
    delayMs: 50.25,
    jitterMs: 0.001,
    lossPercent: 0.0001,
    reorderPercent: 33.3333,
    duplicatePercent: 100,
    rateBitPerSecond: 10e6,
  }
  expect(settingsLine('in', settings)).toBe(
    'set in delay-us=50250 jitter-us=1 loss-ppm=1 reorder-ppm=333333 duplicate-ppm=1000000 rate-bps=10000000',
  )
})

test('a line without limit has rate 0', () => {
  expect(settingsLine('out', perfectLink)).toContain('rate-bps=0')
})
