// Every way that a helper comes and goes, step by step.
import { describe, expect, it } from 'vitest'
import type { HelperFailure } from '../bridge/desk-state.ts'
import type { LaunchOutcome } from './launch-outcome.ts'
import { crashLoopExits, lostPatienceMs, startPatienceMs } from './limits.ts'
import { supervise, unsupervised } from './supervision.ts'
import type { Supervision, SupervisionNews, SupervisionStep } from './supervision.ts'

const wallStartMs = Date.UTC(2026, 0, 1)
const socket = '/run/vip/control.sock'
const none = (code: 'helper-not-running' | 'connection-ended' = 'helper-not-running') =>
  ({ is: 'link', link: { is: 'none', why: { code, data: { socket } } } }) as const
const greeted = { is: 'link', link: { is: 'greeted' } } as const
const open = { is: 'link', link: { is: 'open', version: '1.2.3', rights: 'write' } } as const
const start = { is: 'start' } as const
const due = { is: 'due' } as const
const ended = (outcome: LaunchOutcome) => ({ is: 'launch-ended', outcome }) as const
const crashed = ended({ is: 'ended', status: 1, detail: 'its last words' })

/** All steps, each a second after the one before. */
function stepsOf(...news: SupervisionNews[]): SupervisionStep[] {
  let next: Supervision = unsupervised
  return news.map((each, at) => {
    const step = supervise(next, each, { nowMs: at * 1000, wallMs: wallStartMs + at * 1000 })
    next = step.next
    return step
  })
}

const phasesOf = (...news: SupervisionNews[]) =>
  stepsOf(...news).map(({ next }) => next.helper.phase)
const lastOf = (...news: SupervisionNews[]) => stepsOf(...news).at(-1)

describe('a helper that others start', () => {
  it('is absent until its socket answers, then starting, and ready with its first facts', () => {
    expect(phasesOf(none(), none(), greeted, open)).toEqual([
      ...['absent', 'absent', 'starting', 'ready'],
    ])
    const helper = { phase: 'ready', version: '1.2.3', rights: 'write' }
    expect(lastOf(greeted, open)?.next.helper).toEqual(helper)
  })

  it('is lost when its connection ends, since then, and absent after a while', () => {
    const lost = lastOf(greeted, open, none('connection-ended'))
    expect(lost?.next.helper).toEqual({ phase: 'lost', since: wallStartMs + 2000 })
    expect(lost?.wakeAfterMs).toBe(lostPatienceMs)
    expect(lost?.launch).toBeUndefined()
    const later = lastOf(greeted, open, none('connection-ended'), none(), none())
    expect(later?.next.helper).toEqual({ phase: 'lost', since: wallStartMs + 2000 })
    expect(phasesOf(greeted, open, none(), due)).toEqual([
      ...['starting', 'ready', 'lost', 'absent'],
    ])
  })

  it('is ready again when it comes back, however often it tries', () => {
    expect(phasesOf(greeted, open, none(), greeted, none(), greeted, open)).toEqual([
      ...['starting', 'ready', 'lost', 'starting', 'lost', 'starting', 'ready'],
    ])
  })

  const faults = [
    [
      { code: 'socket-forbidden', data: { socket } },
      { code: 'socket-forbidden', socket },
    ],
    [
      { code: 'other-protocol', data: { helperVersion: '9.0.0', helperProtocol: 9 } },
      { code: 'other-protocol', helperVersion: '9.0.0' },
    ],
    [
      { code: 'not-a-helper', data: { socket, problem: 'no JSON' } },
      { code: 'not-a-helper', socket, detail: 'no JSON' },
    ],
  ] as const
  it.each(faults)('cannot be talked to: %j', (why, reason: HelperFailure) => {
    const refused = { is: 'link', link: { is: 'none', why } } as const
    expect(lastOf(greeted, refused)?.next.helper).toEqual({ phase: 'failed', reason })
    // Until whatever listens there has gone, or lets us in.
    expect(phasesOf(refused, none(), greeted, open)).toEqual([
      ...['failed', 'absent', 'starting', 'ready'],
    ])
  })
})

describe('a start that a person wants', () => {
  it('launches, and waits as long as they are asked for a password', () => {
    const [, started] = stepsOf(none(), start)
    expect(started).toMatchObject({ next: { helper: { phase: 'starting' } }, launch: true })
    const steps = stepsOf(start, none(), none(), greeted, open)
    expect(steps.map(({ next }) => next.helper.phase)).toEqual([
      ...['starting', 'starting', 'starting', 'starting', 'ready'],
    ])
    expect(steps.filter(({ launch }) => launch)).toHaveLength(1)
  })

  it('does nothing while one is under way, or the helper runs', () => {
    expect(lastOf(start, start)?.launch).toBeUndefined()
    expect(lastOf(greeted, open, start)).toEqual({ next: lastOf(greeted, open)?.next })
  })

  const refusals: [LaunchOutcome, HelperFailure][] = [
    [{ is: 'dismissed' }, { code: 'elevation-dismissed' }],
    [
      { is: 'refused', detail: 'no agent' },
      { code: 'elevation-refused', detail: 'no agent' },
    ],
    [
      { is: 'not-installed', path: '/usr/bin/vip' },
      { code: 'not-installed', path: '/usr/bin/vip' },
    ],
    [
      { is: 'ended', status: 1, detail: 'the file is missing' },
      { code: 'could-not-start', detail: 'the file is missing' },
    ],
  ]
  it.each(refusals)('that ends by %j is a failure, until they try again', (outcome, reason) => {
    expect(lastOf(start, ended(outcome))?.next.helper).toEqual({ phase: 'failed', reason })
    expect(phasesOf(start, ended(outcome), none(), start)).toEqual([
      ...['starting', 'failed', 'failed', 'starting'],
    ])
    expect(lastOf(start, ended(outcome), start)?.launch).toBe(true)
  })

  it('by the service manager is waited for, and fails without an answer', () => {
    const handedOver = ended({ is: 'handed-over' })
    expect(lastOf(start, handedOver)?.wakeAfterMs).toBe(startPatienceMs)
    expect(phasesOf(start, handedOver, none(), greeted, open, none())).toEqual([
      ...['starting', 'starting', 'starting', 'starting', 'ready', 'lost'],
    ])
    const late = lastOf(start, handedOver, none(), due)
    const reason = { code: 'could-not-start', detail: null }
    expect(late?.next.helper).toEqual({ phase: 'failed', reason })
    // Also where it has greeted, and then nobody hears of it again.
    const greetedOnly = stepsOf(start, handedOver, greeted, none(), due)
    expect(greetedOnly[2]).not.toHaveProperty('wakeAfterMs')
    expect(greetedOnly.at(-1)?.next.helper).toEqual({ phase: 'failed', reason })
  })

  const ends: LaunchOutcome[] = [
    { is: 'handed-over' },
    { is: 'dismissed' },
    { is: 'refused', detail: null },
    { is: 'not-installed', path: '/usr/bin/vip' },
    { is: 'ended', status: 1, detail: 'another helper runs' },
  ]
  it.each(ends)('that ends by %j changes nothing while a helper answers', (outcome) => {
    const news = [start, greeted, open, ended(outcome), due, due]
    expect(phasesOf(...news, none())).toEqual([
      ...['starting', 'starting', 'ready', 'ready', 'ready', 'ready', 'lost'],
    ])
    expect(lastOf(...news)?.next.launched).toBe('nothing')
  })
})

describe('a helper that was launched', () => {
  const once = [greeted, open, none('connection-ended'), crashed]

  it('is started again after its end, later each time', () => {
    const steps = stepsOf(start, ...once, due, ...once, due, ...once)
    const restarts = steps.filter(({ next }) => next.helper.phase === 'restarting')
    expect(restarts.map(({ wakeAfterMs }) => wakeAfterMs)).toEqual([500, 1000, 2000])
    expect(restarts[0]?.next.helper).toEqual({
      ...{ phase: 'restarting', attempt: 1, nextAt: wallStartMs + 4500 },
    })
    expect(steps.filter(({ launch }) => launch)).toHaveLength(3)
  })

  it('is, also where its end is heard before that of its connection', () => {
    const steps = stepsOf(start, greeted, open, crashed, none('connection-ended'))
    expect(steps.map(({ next }) => next.helper.phase)).toEqual([
      ...['starting', 'starting', 'ready', 'ready', 'restarting'],
    ])
    expect(steps.at(-1)).toMatchObject({ wakeAfterMs: 500, next: { exit: null } })
  })

  it('is not, where it ends too often', () => {
    const loop = Array.from({ length: crashLoopExits }, () => [...once, due]).flat()
    const steps = stepsOf(start, ...loop.slice(0, -1))
    expect(steps.at(-1)?.next.helper).toEqual({
      phase: 'failed',
      reason: { code: 'crash-loop', exits: 5, withinMs: 60_000, detail: 'its last words' },
    })
    // And stays so, but for a person.
    expect(lastOf(start, ...loop, none())?.next.helper.phase).toBe('failed')
    expect(lastOf(start, ...loop, start)).toMatchObject({ launch: true, next: { exitsAtMs: [] } })
  })

  it('that ends seldom is no crash loop', () => {
    let next: Supervision = { ...unsupervised, hasAnswered: true }
    for (let at = 0; at < 10; at += 1) {
      const moment = { nowMs: at * 30_000, wallMs: wallStartMs }
      next = supervise({ ...next, launched: 'program' }, crashed, moment).next
    }
    expect(next.helper).toMatchObject({ phase: 'restarting', attempt: 2 })
  })

  it('that was told to end stays ended', () => {
    const stopped = ended({ is: 'ended', status: 0, detail: null })
    const last = lastOf(start, greeted, open, none(), stopped)
    expect(last).toMatchObject({ next: { helper: { phase: 'absent' } }, wakeAfterMs: null })
  })

  it('may be started by somebody else meanwhile', () => {
    expect(phasesOf(start, ...once, greeted, open, due)).toEqual([
      ...['starting', 'starting', 'ready', 'lost', 'restarting', 'starting', 'ready', 'ready'],
    ])
  })
})

it('does nothing at a time that nothing waits for', () => {
  expect(phasesOf(due, start, ended({ is: 'dismissed' }), due)).toEqual([
    ...['absent', 'starting', 'failed', 'failed'],
  ])
})
