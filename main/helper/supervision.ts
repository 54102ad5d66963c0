// How it stands with the helper, and what is to be done about it: one step a piece of news. Pure; supervisor.ts does it.
//
//   absent ─start→ starting ─facts→ ready ─connection ends→ lost ─patience→ absent
//                     │ ▲             │
//                     │ └── restarting ◄─ our helper ended
//                     └─→ failed(reason) ◄─ crash loop, refusals
//
// A helper that answers is ready, whatever was before.
import type { HelperFailure, HelperState } from '../bridge/desk-state.ts'
import type { LaunchOutcome } from './launch-outcome.ts'
import {
  crashLoopExits,
  crashLoopWithinMs,
  exitToldWithinMs,
  firstRestartMs,
  lostPatienceMs,
  maxRestartMs,
  startPatienceMs,
} from './limits.ts'
import type { HelperLink } from './mirror.ts'

export type SupervisionNews =
  | { is: 'link'; link: HelperLink }
  /** The person wants it to run. */
  | { is: 'start' }
  | { is: 'launch-ended'; outcome: LaunchOutcome }
  /** The time that was asked for has passed. */
  | { is: 'due' }

type Exit = Extract<LaunchOutcome, { is: 'ended' }>

export type Supervision = {
  helper: HelperState
  /** What was started to become the helper, and has not ended: its own program, or its service by the service manager. */
  launched: 'nothing' | 'program' | 'service'
  /** Whether the helper has answered since the person wanted it to run. */
  hasAnswered: boolean
  /** When ours have ended, in milliseconds of a clock that only runs forward. */
  exitsAtMs: readonly number[]
  /** Ours has ended while a helper answers: the end of this one's connection is awaited, or it was another. */
  exit: { outcome: Exit; atMs: number } | null
}

export type SupervisionStep = {
  next: Supervision
  /** Starts the helper's program. */
  launch?: true
  /** Tells `due` after so long; null: no longer. What was asked for before stays where this is left out. */
  wakeAfterMs?: number | null
}

export type Moment = { nowMs: number; wallMs: number }

export const unsupervised: Supervision = {
  helper: { phase: 'absent' },
  launched: 'nothing',
  hasAnswered: false,
  exitsAtMs: [],
  exit: null,
}

export function supervise(
  before: Supervision,
  news: SupervisionNews,
  moment: Moment,
): SupervisionStep {
  switch (news.is) {
    case 'link':
      return linkStep(before, news.link, moment)
    case 'start':
      return startStep(before)
    case 'launch-ended':
      return endedStep(before, news.outcome, moment)
    case 'due':
      return dueStep(before)
    default:
      return news satisfies never
  }
}

function linkStep(before: Supervision, link: HelperLink, moment: Moment): SupervisionStep {
  switch (link.is) {
    case 'greeted': {
      const next: Supervision = { ...before, helper: { phase: 'starting' } }
      // Nobody would tell of the end of a service that has only greeted.
      return before.launched === 'service' ? { next } : { next, wakeAfterMs: null }
    }
    case 'open': {
      const { version, rights } = link
      const helper: HelperState = { phase: 'ready', version, rights }
      // What the service does from now on is between it and its manager.
      const launched = before.launched === 'program' ? 'program' : 'nothing'
      const next: Supervision = { ...before, helper, launched, hasAnswered: true, exit: null }
      return { next, wakeAfterMs: null }
    }
    case 'none': {
      const reason = failureOf(link.why)
      if (reason !== undefined) return failed(before, reason)
      return gone(before, moment)
    }
    default:
      return link satisfies never
  }
}

/** Nobody answers. */
function gone(before: Supervision, moment: Moment): SupervisionStep {
  const { helper, launched, hasAnswered, exit } = before
  switch (helper.phase) {
    case 'ready':
      return exit !== null && moment.nowMs - exit.atMs <= exitToldWithinMs
        ? exitStep({ ...before, exit: null }, exit.outcome, moment)
        : lost({ ...before, exit: null }, moment)
    case 'starting':
      // What was launched may still open its socket, or tell why it has ended.
      if (launched !== 'nothing') return { next: before }
      return hasAnswered
        ? lost(before, moment)
        : { next: { ...before, helper: { phase: 'absent' } } }
    case 'failed':
      // What the socket was forbidden for, or what listened there, is gone.
      return isOfSocket(helper.reason) && launched === 'nothing'
        ? { next: { ...before, helper: { phase: 'absent' } } }
        : { next: before }
    case 'absent':
    case 'lost':
    case 'restarting':
      return { next: before }
    default:
      return helper satisfies never
  }
}

function lost(before: Supervision, { wallMs }: Moment): SupervisionStep {
  const helper: HelperState = { phase: 'lost', since: wallMs }
  return { next: { ...before, helper }, wakeAfterMs: lostPatienceMs }
}

function startStep(before: Supervision): SupervisionStep {
  switch (before.helper.phase) {
    case 'ready':
      return { next: before }
    case 'starting':
      if (before.launched !== 'nothing') return { next: before }
      break
    case 'absent':
    case 'lost':
    case 'restarting':
    case 'failed':
      break
    default:
      before.helper satisfies never
  }
  const next: Supervision = {
    helper: { phase: 'starting' },
    ...{ launched: 'program', hasAnswered: false, exitsAtMs: [], exit: null },
  }
  return { next, launch: true, wakeAfterMs: null }
}

function endedStep(before: Supervision, outcome: LaunchOutcome, moment: Moment): SupervisionStep {
  const after: Supervision = { ...before, launched: 'nothing' }
  // A helper that answers is ready, whoever has started it.
  if (before.helper.phase === 'ready') {
    const exit = outcome.is === 'ended' ? { outcome, atMs: moment.nowMs } : null
    return { next: { ...after, exit } }
  }
  switch (outcome.is) {
    case 'handed-over':
      return before.helper.phase === 'starting'
        ? { next: { ...before, launched: 'service' }, wakeAfterMs: startPatienceMs }
        : { next: after }
    case 'dismissed':
      return failed(after, { code: 'elevation-dismissed' })
    case 'refused':
      return failed(after, { code: 'elevation-refused', detail: outcome.detail })
    case 'not-installed':
      return failed(after, { code: 'not-installed', path: outcome.path })
    case 'ended':
      return exitStep(after, outcome, moment)
    default:
      return outcome satisfies never
  }
}

function exitStep(
  before: Supervision,
  { status, detail }: Exit,
  { nowMs, wallMs }: Moment,
): SupervisionStep {
  // Told to end, by whomever: not ours to start again.
  if (status === 0) return { next: { ...before, helper: { phase: 'absent' } }, wakeAfterMs: null }
  // It never answered: it would say the same again.
  if (!before.hasAnswered) return failed(before, { code: 'could-not-start', detail })
  const exitsAtMs = [...before.exitsAtMs, nowMs].filter((at) => at > nowMs - crashLoopWithinMs)
  const attempt = exitsAtMs.length
  if (attempt >= crashLoopExits) {
    const loop = { exits: attempt, withinMs: crashLoopWithinMs, detail }
    return failed({ ...before, exitsAtMs: [] }, { code: 'crash-loop', ...loop })
  }
  const waitMs = Math.min(firstRestartMs * 2 ** (attempt - 1), maxRestartMs)
  const helper: HelperState = { phase: 'restarting', attempt, nextAt: wallMs + waitMs }
  return { next: { ...before, exitsAtMs, helper }, wakeAfterMs: waitMs }
}

function dueStep(before: Supervision): SupervisionStep {
  const { helper } = before
  switch (helper.phase) {
    case 'restarting':
      return {
        next: { ...before, helper: { phase: 'starting' }, launched: 'program' },
        launch: true,
      }
    case 'lost':
      return { next: { ...before, helper: { phase: 'absent' } } }
    case 'starting':
      return failed({ ...before, launched: 'nothing' }, { code: 'could-not-start', detail: null })
    case 'absent':
    case 'ready':
    case 'failed':
      return { next: before }
    default:
      return helper satisfies never
  }
}

function failed(before: Supervision, reason: HelperFailure): SupervisionStep {
  return { next: { ...before, helper: { phase: 'failed', reason } }, wakeAfterMs: null }
}

/** What trying again cannot change; undefined for all else. */
function failureOf(why: Extract<HelperLink, { is: 'none' }>['why']): HelperFailure | undefined {
  if (why.code === 'socket-forbidden') return { code: why.code, socket: why.data.socket }
  if (why.code === 'other-protocol') {
    return { code: why.code, helperVersion: why.data.helperVersion }
  }
  if (why.code === 'not-a-helper') {
    return { code: why.code, socket: why.data.socket, detail: why.data.problem }
  }
  return undefined
}

function isOfSocket({ code }: HelperFailure): boolean {
  return code === 'socket-forbidden' || code === 'other-protocol' || code === 'not-a-helper'
}
