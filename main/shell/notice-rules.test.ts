import { beforeEach, describe, expect, it } from 'vitest'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { HelperState } from '../bridge/desk-state.ts'
import { NoticeRules, lostNoticeAfterMs, recoveredShownMs } from './notice-rules.ts'
import type { Notice } from './notice-rules.ts'

const ready: HelperState = { phase: 'ready', version: '1.2.3', rights: 'write' }
const lost: HelperState = { phase: 'lost', since: 0 }

let clock: FakeClock
/** What is on the screen, by kind. */
let shown: Map<string, Notice>
let count: number
let isLooking: boolean
let isWanted: boolean
let rules: NoticeRules
beforeEach(() => {
  clock = new FakeClock()
  shown = new Map()
  count = 0
  isLooking = false
  isWanted = true
  rules = new NoticeRules({
    clock,
    show: (notice) => {
      shown.set(notice.kind, notice)
      count += 1
    },
    close: (kind) => void shown.delete(kind),
    isLooking: () => isLooking,
    isWanted: () => isWanted,
  })
})

describe('a question about a key', () => {
  it('stays until it is answered, leads to the trust page and offers no acceptance', () => {
    rules.takeQuestions(['home.example.org'])
    const notice = shown.get('key')
    expect(notice).toMatchObject({ stays: true, page: 'trust', title: 'Is this home.example.org?' })
    expect(Object.keys(notice ?? {})).not.toContain('actions')
    clock.advance(3_600_000)
    expect(shown.has('key')).toBe(true)
    rules.takeQuestions([])
    expect(shown.size).toBe(0)
  })

  it('is told once, and again with the next one, all in one notice', () => {
    rules.takeQuestions(['home.example.org'])
    rules.takeQuestions(['home.example.org'])
    expect(count).toBe(1)
    rules.takeQuestions(['home.example.org', 'nas.example.org'])
    expect(shown.get('key')?.title).toBe('2 new keys to check')
    rules.takeQuestions(['nas.example.org'])
    expect(count).toBe(2)
    rules.takeQuestions([])
    rules.takeQuestions(['nas.example.org'])
    expect(count).toBe(3)
  })
})

describe('a changed key', () => {
  const changed = (name = 'home.example.org', offered = 'SHA256:x') =>
    rules.takeEvent({
      ...{ kind: 'key-changed', sequence: 1, at: 0, name },
      ...{ offered, stored: ['SHA256:y'], endpoint: '192.0.2.9:10567' },
    })

  it('is told so that it is not missed', () => {
    changed()
    rules.takeEvent({ kind: 'helper-stopping', sequence: 2, at: 0 })
    expect([...shown.values()]).toMatchObject([
      { kind: 'key-changed', urgency: 'critical', stays: true, page: 'trust' },
    ])
  })

  it('is told once, however often it is offered, and another one again', () => {
    changed()
    changed()
    expect(count).toBe(1)
    changed('home.example.org', 'SHA256:z')
    changed('nas.example.org')
    expect(count).toBe(3)
  })

  it('is told until the peer is trusted again, and then as new', () => {
    changed()
    rules.takeTrust(() => 'verified')
    rules.takeTrust(() => undefined)
    rules.takeTrust(() => 'changed')
    expect(shown.has('key-changed')).toBe(true)
    rules.takeTrust(() => 'verified')
    expect(shown.size).toBe(0)
    changed()
    expect(count).toBe(2)
  })

  it('is told until its host is forgotten, who may come with any key then', () => {
    changed()
    rules.takeTrust(() => 'changed')
    rules.takeTrust(() => undefined)
    expect(shown.size).toBe(0)
  })

  it('of another host leaves the newest notice', () => {
    changed()
    changed('nas.example.org')
    rules.takeTrust(() => 'changed')
    rules.takeTrust((name) => (name === 'home.example.org' ? 'verified' : 'changed'))
    expect(shown.get('key-changed')?.title).toContain('nas.example.org')
  })
})

describe('a helper that is gone', () => {
  it('is told after a while where mobility was on, and taken back when it is there again', () => {
    rules.takeHelper(ready, true)
    rules.takeHelper(lost, undefined)
    clock.advance(lostNoticeAfterMs - 1)
    expect(count).toBe(0)
    rules.takeHelper({ phase: 'absent' }, undefined)
    clock.advance(1)
    expect(shown.get('helper-lost')).toMatchObject({ urgency: 'critical', page: 'status' })
    // As it stands by now.
    expect(shown.get('helper-lost')?.body).toContain('The helper is not running.')
    clock.advance(60_000)
    expect(count).toBe(1)
    rules.takeHelper(ready, undefined)
    expect(shown.size).toBe(0)
  })

  it('is not told where it comes back, was off, or never was', () => {
    rules.takeHelper({ phase: 'absent' }, undefined)
    rules.takeHelper({ phase: 'starting' }, undefined)
    rules.takeHelper(ready, true)
    rules.takeHelper(lost, undefined)
    clock.advance(lostNoticeAfterMs / 2)
    rules.takeHelper({ phase: 'starting' }, undefined)
    rules.takeHelper(ready, undefined)
    clock.advance(lostNoticeAfterMs)
    rules.takeHelper(ready, false)
    rules.takeHelper(lost, undefined)
    clock.advance(lostNoticeAfterMs)
    expect(count).toBe(0)
  })
})

describe('a move', () => {
  it('that works is not told', () => {
    rules.takeMove('moving', null)
    rules.takeMove('none', 12)
    expect(count).toBe(0)
  })

  it('that does not is told, and then that it has, for a moment', () => {
    rules.takeMove('stuck', null)
    expect(shown.get('move')).toMatchObject({ stays: true, page: 'handovers' })
    rules.takeMove('none', 5200)
    expect(shown.get('move')?.body).toContain('5.2 s')
    clock.advance(recoveredShownMs)
    expect(shown.size).toBe(0)
  })

  it('that nobody has answered is only taken back', () => {
    rules.takeMove('stuck', null)
    rules.takeMove('none', null)
    expect([count, shown.size]).toEqual([1, 0])
  })

  it('that gets stuck right after one that did not keeps its notice', () => {
    rules.takeMove('stuck', null)
    rules.takeMove('none', 5200)
    rules.takeMove('stuck', null)
    clock.advance(recoveredShownMs)
    expect(shown.get('move')?.title).toContain('not followed')
  })
})

it('tells nothing while somebody looks, or wants no notices, or after stop', () => {
  isLooking = true
  rules.takeQuestions(['home.example.org'])
  rules.takeMove('stuck', null)
  isLooking = false
  rules.takeMove('none', 5200)
  isWanted = false
  rules.takeQuestions(['nas.example.org'])
  isWanted = true
  rules.takeHelper(ready, true)
  rules.takeHelper(lost, undefined)
  rules.stop()
  clock.advance(lostNoticeAfterMs)
  expect(count).toBe(0)
})
