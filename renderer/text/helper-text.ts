// How it stands with the helper: a word for the frame, a heading and a sentence for pages, and the one button that helps.
import { durationText } from '../../dataplane/contract/quantities.ts'
import type { HelperFailure, HelperState, Viewpoint } from '../../main/bridge/desk-state.ts'
import { counted } from './quantities.ts'

export type HelperWords = {
  /** For the frame. */
  word: string
  title: string
  sentence: string
  /** The button that starts it or tries again; null where waiting is all. */
  button: string | null
  /** The last words of a program. */
  detail: string | null
}

const noDetail = { detail: null }

/** @param nowMs since 1970 */
export function helperWords(
  state: HelperState,
  viewpoint: Viewpoint | null,
  nowMs: number,
): HelperWords {
  if (viewpoint?.kind === 'lab') return labHelperWords(state, viewpoint.host)
  switch (state.phase) {
    case 'absent':
      return {
        ...noDetail,
        word: 'Helper not running',
        title: 'The helper is not running',
        sentence:
          'The helper is the part that keeps connections alive. Without it names are answered as usual, and nothing survives a move. Starting it may ask for your password, because it makes a network interface.',
        button: 'Start the helper',
      }
    case 'starting':
      return {
        ...noDetail,
        word: 'Helper starting',
        title: 'The helper is starting',
        sentence:
          'It makes its network interface and reads what it knew before. This takes a second or less.',
        button: null,
      }
    case 'ready':
      return {
        ...noDetail,
        word: 'Helper running',
        title: 'The helper is running',
        sentence: `Version ${state.version}.`,
        button: null,
      }
    case 'lost':
      return {
        ...noDetail,
        word: 'Helper lost',
        title: 'The helper has stopped answering',
        sentence: `It was there until ${durationText(Math.max(0, nowMs - state.since))} ago. What you see is what it said last. Connections wait until it is back.`,
        button: 'Start it again',
      }
    case 'restarting':
      return {
        ...noDetail,
        word: 'Helper restarting',
        title: 'The helper is being started again',
        sentence: restartSentence(state.attempt, state.nextAt - nowMs),
        button: 'Start it now',
      }
    case 'failed':
      return { word: 'Helper failed', ...failureWords(state.reason) }
  }
}

function restartSentence(attempt: number, waitMs: number): string {
  const when = waitMs <= 0 ? 'now' : `in ${Math.ceil(waitMs / 1000)} s`
  return `It ended unexpectedly. Attempt ${attempt} is made ${when}. Connections wait until it is back.`
}

function failureWords(reason: HelperFailure): Omit<HelperWords, 'word'> {
  switch (reason.code) {
    case 'crash-loop':
      return {
        title: 'The helper keeps ending',
        sentence: `It ended ${counted(reason.exits, 'time')} within ${durationText(reason.withinMs)}, so it is not started again by itself. “vip doctor” in a terminal looks for the cause.`,
        button: 'Try again',
        detail: reason.detail,
      }
    case 'elevation-dismissed':
      return {
        ...noDetail,
        title: 'The helper was not started',
        sentence:
          'The question for a password was closed. The helper needs that permission once a start, to make a network interface. Nothing was changed.',
        button: 'Ask again',
      }
    case 'elevation-refused':
      return {
        title: 'This account may not start the helper',
        sentence:
          'The computer’s policy refused it, or no program is there that could ask for a password. Ask its administrator to install VIP as a service: then it is started with the computer, and nobody is asked.',
        button: 'Try again',
        detail: reason.detail,
      }
    case 'not-installed':
      return {
        ...noDetail,
        title: 'The helper is not installed',
        sentence: `There is no program at ${reason.path}. Install the package again, then try again.`,
        button: 'Try again',
      }
    case 'socket-forbidden':
      return {
        ...noDetail,
        title: 'You may not reach the helper',
        sentence: `It runs, but the folder of its socket ${reason.socket} is closed to this account. Ask the computer’s administrator to add you to the group “vip”, then log in again.`,
        button: 'Try again',
      }
    case 'other-protocol':
      return {
        ...noDetail,
        title: 'Helper and app are of different versions',
        sentence: `The helper is version ${reason.helperVersion} and this app does not understand it. Restart the helper, or the app, whichever is older.`,
        button: 'Try again',
      }
    case 'not-a-helper':
      return {
        title: 'What answers is not the helper',
        sentence: `Some other program answers at ${reason.socket}. End it, then try again.`,
        button: 'Try again',
        detail: reason.detail,
      }
    case 'could-not-start':
      return {
        title: 'The helper could not start',
        sentence: 'It ended before it was ready. Nothing was left changed on this computer.',
        button: 'Try again',
        detail: reason.detail,
      }
  }
}

/** Helpers of the lab are the lab's to start. */
function labHelperWords(state: HelperState, host: 'a' | 'b'): HelperWords {
  switch (state.phase) {
    case 'ready':
      return {
        ...noDetail,
        word: `Helper of host ${host} is running`,
        title: `The helper of lab host ${host} is running`,
        sentence: `Version ${state.version}.`,
        button: null,
      }
    case 'starting':
    case 'restarting':
      return {
        ...noDetail,
        word: `Helper of host ${host} is starting`,
        title: `The helper of lab host ${host} is starting`,
        sentence: 'The lab starts it. This takes a second or two.',
        button: null,
      }
    case 'absent':
    case 'lost':
    case 'failed':
      return {
        word: `Helper of host ${host} does not answer`,
        title: `The helper of lab host ${host} does not answer`,
        sentence: 'It has ended, or the lab is down. The Lab page takes the lab down and up again.',
        button: null,
        detail: state.phase === 'failed' && 'detail' in state.reason ? state.reason.detail : null,
      }
  }
}

/** Of the first configuration, which the start of the helper writes. */
export const firstNameText = {
  label: 'This computer’s DNS name',
  hint: 'It is written into the first configuration. All else can be set later.',
  placeholder: 'laptop.example.org',
  wrong: 'A full name is needed, such as laptop.example.org.',
} as const
