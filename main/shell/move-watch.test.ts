import { beforeEach, expect, it } from 'vitest'
import type { EventEntry, EventNews } from '../../dataplane/contract/events.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import { MoveWatch, leastShownMs, stuckAfterMs } from './move-watch.ts'
import type { MovePhase } from './move-watch.ts'

let clock: FakeClock
let told: [MovePhase, number | null][]
let watch: MoveWatch
beforeEach(() => {
  clock = new FakeClock()
  told = []
  watch = new MoveWatch({ clock, onChange: (phase, answeredMs) => told.push([phase, answeredMs]) })
})

const take = (news: EventNews) => watch.take({ ...news, sequence: 1, at: 0 } as EventEntry)
const here = '192.0.2.7 (wlan0)'
const begin = (handover = 1, cause: 'address-changed' | 'peer-moved' = 'address-changed') =>
  take({ kind: 'handover-began', handover, cause, from: null, to: here })
const phase = (what: 'first-packet-in' | 'hint-sent', handover = 1) =>
  take({ kind: 'handover-phase', handover, name: 'x.example.org', after: 5, what, detail: null })
const own = (what: 'link-lost' | 'address-up') =>
  take({ kind: 'handover-phase', handover: 1, name: null, after: 5, what, detail: here })

it('shows a quick move long enough to be seen, and tells when it was answered', () => {
  begin()
  clock.advance(12)
  phase('hint-sent')
  phase('first-packet-in')
  expect(watch.phase).toBe('moving')
  take({ kind: 'handover-ended', handover: 1 })
  clock.advance(leastShownMs - 13)
  expect(told).toEqual([['moving', null]])
  clock.advance(1)
  expect(told).toEqual([
    ['moving', null],
    ['none', 12],
  ])
  clock.advance(10 * stuckAfterMs)
  expect(told).toHaveLength(2)
})

it('is stuck without an answer, until there is one', () => {
  begin()
  clock.advance(stuckAfterMs)
  phase('first-packet-in', 7)
  expect(watch.phase).toBe('stuck')
  clock.advance(2200)
  phase('first-packet-in')
  clock.advance(0)
  expect(told).toEqual([
    ['moving', null],
    ['stuck', null],
    ['none', 5200],
  ])
})

it('is not stuck while there is no network, and counts from the address on', () => {
  take({ kind: 'handover-began', handover: 1, cause: 'link-lost', from: here, to: null })
  own('link-lost')
  clock.advance(10 * stuckAfterMs)
  expect(watch.phase).toBe('moving')
  own('address-up')
  clock.advance(stuckAfterMs - 1)
  expect(watch.phase).toBe('moving')
  clock.advance(1)
  expect(watch.phase).toBe('stuck')
  // It is gone again before anybody was told of it.
  own('link-lost')
  clock.advance(10 * stuckAfterMs)
  own('address-up')
  clock.advance(700)
  phase('first-packet-in')
  clock.advance(0)
  expect(told.slice(1)).toEqual([
    ['stuck', null],
    ['moving', null],
    ['none', 700],
  ])
})

it('is over without an answer where every partner is given up, or there was none', () => {
  begin()
  clock.advance(stuckAfterMs)
  take({ kind: 'handover-ended', handover: 1 })
  clock.advance(0)
  expect(told.at(-1)).toEqual(['none', null])
})

it('begins anew with the next move, and takes no answer to the one before', () => {
  begin(1)
  clock.advance(2900)
  begin(2)
  phase('first-packet-in', 1)
  clock.advance(2900)
  expect(watch.phase).toBe('moving')
  clock.advance(100)
  expect(watch.phase).toBe('stuck')
})

it('is not for moves of partners, and forgets what a lost helper began', () => {
  begin(1, 'peer-moved')
  expect(told).toEqual([])
  begin(2)
  watch.reset()
  watch.reset()
  clock.advance(stuckAfterMs)
  expect(told).toEqual([
    ['moving', null],
    ['none', null],
  ])
})
