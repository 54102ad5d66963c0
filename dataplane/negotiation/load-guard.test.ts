import { randomBytes } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { allInitsPerSecond, cookieSecretMs, maxHalfOpen } from './limits.ts'
import { LoadGuard, networkOf } from './load-guard.ts'

let clock: FakeClock
let guard: LoadGuard
beforeEach(() => {
  clock = new FakeClock()
  guard = new LoadGuard(clock, (count) => new Uint8Array(randomBytes(count)))
})

function init(source: string, cookie?: Uint8Array, senderIndex = 7, halfOpen = 0) {
  return guard.judge({ source, senderIndex, cookie, halfOpen })
}

/** Until the source has to prove itself. */
function cookieFor(source: string, senderIndex = 7): Uint8Array {
  for (;;) {
    const verdict = init(source, undefined, senderIndex)
    if (verdict.kind === 'prove') return verdict.cookie
  }
}

it('lets ten a second through from a network, then asks for a cookie', () => {
  const kinds = Array.from({ length: 12 }, (_, at) => init(`192.0.2.${at}:${1000 + at}`).kind)
  expect(kinds).toEqual([...Array.from({ length: 10 }, () => 'pass'), 'prove', 'prove'])
  expect(init('192.0.3.1:1').kind).toBe('pass')
  clock.advance(100)
  expect([init('192.0.2.1:1').kind, init('192.0.2.1:1').kind]).toEqual(['pass', 'prove'])
})

it('takes a cookie from the address and for the session it was made for, not for ever', () => {
  const source = '192.0.2.1:10567'
  const cookie = cookieFor(source)
  expect(init(source, cookie)).toEqual({ kind: 'pass', isProven: true })
  expect(init('192.0.2.1:10568', cookie).kind).toBe('prove')
  expect(init('192.0.2.2:10567', cookie).kind).toBe('prove')
  expect(init(source, cookie, 8).kind).toBe('prove')
  expect(init(source, cookie.with(3, (cookie[3] ?? 0) ^ 1)).kind).toBe('prove')
  clock.advance(cookieSecretMs)
  expect(init(source, cookie)).toEqual({ kind: 'pass', isProven: true })
  clock.advance(2 * cookieSecretMs)
  expect(init(source, cookie)).toEqual({ kind: 'pass', isProven: false })
})

it('bounds what a proven source may do, too', () => {
  const source = '192.0.2.1:10567'
  const cookie = cookieFor(source)
  const verdicts = Array.from({ length: 100 }, () => init(source, cookie).kind)
  expect(verdicts.filter((kind) => kind === 'pass').length).toBe(50)
  expect(verdicts.at(-1)).toBe('drop')
})

it('asks everybody for a cookie when all together are too many, or much is kept', () => {
  const networks = Array.from({ length: 300 }, (_, at) => `198.${at >> 8}.${at & 0xff}.1:1`)
  const passed = networks.filter((source) => init(source).kind === 'pass')
  expect(passed.length).toBe(allInitsPerSecond)
  clock.advance(1000)
  expect(init('203.0.113.1:1', undefined, 7, maxHalfOpen / 2).kind).toBe('prove')
  expect(init('203.0.113.1:1', undefined, 7, maxHalfOpen)).toEqual({ kind: 'drop', reason: 'busy' })
})

it('remembers a bounded number of networks, and recovers', () => {
  for (let at = 0; at < 70_000; at += 1) init(`10.${at >> 8}.${at & 0xff}.1:1`)
  expect(init('203.0.113.1:1').kind).toBe('prove')
  clock.advance(5000)
  expect(init('203.0.113.1:1').kind).toBe('pass')
})

it('counts a /24 of IPv4 and a /64 of IPv6 as one', () => {
  expect(networkOf('192.0.2.1:1')).toBe(networkOf('192.0.2.200:2'))
  expect(networkOf('192.0.2.1:1')).not.toBe(networkOf('192.0.3.1:1'))
  expect(networkOf('[2001:db8::1]:1')).toBe(networkOf('[2001:db8::ffff:1]:2'))
  expect(networkOf('[2001:db8::1]:1')).not.toBe(networkOf('[2001:db8:0:1::1]:1'))
})
