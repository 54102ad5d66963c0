import { randomBytes } from 'node:crypto'
import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import {
  allInitsPerSecond,
  cookieSecretMs,
  maxHalfOpen,
  maxSources,
  wideInitsPerSecond,
} from './limits.ts'
import { LoadGuard, networkOf, wideNetworkOf } from './load-guard.ts'

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

/** The one /64 of many; all of them are in one /48. */
const siteNetwork = (at: number) => `[2001:db8:1:${at.toString(16)}::1]:10567`

/** With the cookie that the source gets when it asks for one. */
function provenInit(source: string) {
  return init(source, guard.proof(source, 7).cookie)
}

it('one network that goes on keeps no other one out', () => {
  for (let at = 0; at < maxSources; at += 1) {
    for (const source of [siteNetwork(at), siteNetwork(0)]) {
      init(source)
      provenInit(source)
    }
    if (at % 10 === 0) clock.advance(1000)
  }
  for (let at = 0; at < 1000; at += 1) {
    clock.advance(900)
    init(siteNetwork(0))
    provenInit(siteNetwork(0))
    const other = `203.0.${at & 0xff}.1:10567`
    expect(init(other).kind).toBe('pass')
    expect(provenInit(other)).toEqual({ kind: 'pass', isProven: true })
  }
})

it('forgets the network that was idle for longest, not one in use', () => {
  const busy = siteNetwork(0)
  for (let at = 0; at < 50; at += 1) provenInit(busy)
  for (let at = 1; at < maxSources + 10; at += 1) {
    clock.advance(1)
    provenInit(siteNetwork(at))
    if (at % 20 === 0) expect(provenInit(busy).kind).toBe('pass')
  }
  for (let at = 0; at < 50; at += 1) provenInit(busy)
  expect(provenInit(busy).kind).toBe('drop')
})

it('with cookies from everywhere at once, a wider network uses up its own share alone', () => {
  const flood = (from: number) =>
    Array.from({ length: maxSources }, (_, at) => provenInit(siteNetwork(from + at)))
  const passed = (verdicts: readonly { kind: string }[]) =>
    verdicts.filter(({ kind }) => kind === 'pass').length
  flood(0)
  // The same networks again, or always others of the 65,536.
  for (const from of [0, 0, 10_000, 20_000, 30_000]) {
    clock.advance(500)
    expect(passed(flood(from))).toBeLessThanOrEqual(wideInitsPerSecond)
    // Strangers, or known peers that want new keys. One may share a bucket by chance.
    const others = Array.from({ length: 20 }, (_, at) => provenInit(`203.${at}.113.1:10567`))
    expect(passed(others)).toBeGreaterThanOrEqual(18)
  }
  clock.advance(1001)
  // Calm again: a network counts by itself.
  const some = Array.from({ length: 1000 }, (_, at) => provenInit(siteNetwork(at)))
  expect(passed(some)).toBe(1000)
})

it('counts a /16 of IPv4 and a /48 of IPv6 as one wider network', () => {
  expect(wideNetworkOf('192.0.2.1:1')).toBe(wideNetworkOf('192.0.77.1:1'))
  expect(wideNetworkOf('192.0.2.1:1')).not.toBe(wideNetworkOf('192.1.2.1:1'))
  expect(wideNetworkOf('[2001:db8:1:2::1]:1')).toBe(wideNetworkOf('[2001:db8:1:3::1]:1'))
  expect(wideNetworkOf('[2001:db8:1:2::1]:1')).not.toBe(wideNetworkOf('[2001:db8:2:2::1]:1'))
})

it('counts a /24 of IPv4 and a /64 of IPv6 as one', () => {
  expect(networkOf('192.0.2.1:1')).toBe(networkOf('192.0.2.200:2'))
  expect(networkOf('192.0.2.1:1')).not.toBe(networkOf('192.0.3.1:1'))
  expect(networkOf('[2001:db8::1]:1')).toBe(networkOf('[2001:db8::ffff:1]:2'))
  expect(networkOf('[2001:db8::1]:1')).not.toBe(networkOf('[2001:db8:0:1::1]:1'))
})
