import { expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { Failures } from './failures.ts'
import { failureLastsMs, maxFailures } from './limits.ts'
import { RoundTrips } from './round-trips.ts'

const b = 'b.vipip.net.' as DnsName

it('waits 250 ms where nothing is known, then three smoothed round trips', () => {
  const roundTrips = new RoundTrips()
  expect(roundTrips.retryMs(b)).toBe(250)
  roundTrips.note(b, 100)
  expect(roundTrips.retryMs(b)).toBe(300)
  roundTrips.note(b, 180)
  expect(roundTrips.of(b)).toBe(110)
  roundTrips.forget(b)
  roundTrips.note(b, 0.1)
  expect(roundTrips.retryMs(b)).toBe(20)
})

it('remembers a failure for 5 s, of so many names at most', () => {
  const clock = new FakeClock()
  const failures = new Failures(clock)
  failures.note(b, 'no-answer')
  clock.advance(failureLastsMs - 1)
  expect(failures.recent(b)).toBe('no-answer')
  clock.advance(1)
  expect(failures.recent(b)).toBeUndefined()
  failures.note(b, 'terminated')
  for (let at = 0; at < maxFailures; at += 1) failures.note(`n${at}.` as DnsName, 'no-answer')
  expect(failures.recent(b)).toBeUndefined()
})
