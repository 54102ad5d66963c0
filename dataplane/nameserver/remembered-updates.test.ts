import { expect, test } from 'vitest'
import type { DnsName } from '../wire/dns-name.ts'
import type { TsigFields } from '../wire/tsig.ts'
import { maxRememberedUpdates } from './limits.ts'
import { RememberedUpdates } from './remembered-updates.ts'

const tsig = (number: number, timeSeconds: number): TsigFields => ({
  algorithm: 'hmac-sha256.' as DnsName,
  timeSeconds,
  fudgeSeconds: 300,
  mac: Uint8Array.of(number >> 16, number >> 8, number),
  originalId: 0,
  error: 0,
  other: new Uint8Array(0),
})

test('an update is known until its time is refused anyhow', () => {
  const remembered = new RememberedUpdates()
  remembered.remember(tsig(1, 1000), 5, 1000)
  expect(remembered.rcodeOf(tsig(1, 1000))).toBe(5)
  expect(remembered.rcodeOf(tsig(2, 1000))).toBe(undefined)
  remembered.remember(tsig(2, 1300), 0, 1300)
  expect(remembered.rcodeOf(tsig(1, 1000))).toBe(5)
  remembered.remember(tsig(3, 1301), 0, 1301)
  expect(remembered.rcodeOf(tsig(1, 1000))).toBe(undefined)
})

test('the oldest is forgotten when there are too many', () => {
  const remembered = new RememberedUpdates()
  for (let at = 0; at <= maxRememberedUpdates; at++) remembered.remember(tsig(at, 1000), 0, 1000)
  expect(remembered.rcodeOf(tsig(0, 1000))).toBe(undefined)
  expect(remembered.rcodeOf(tsig(1, 1000))).toBe(0)
})
