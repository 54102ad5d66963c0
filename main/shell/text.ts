// Every sentence of tray and notices.
import type { HelperFailure, HelperState } from '../bridge/desk-state.ts'
import type { LastMove } from '../../dataplane/contract/handovers.ts'
import { durationText } from '../../dataplane/contract/quantities.ts'

export const shellText = {
  appName: 'VIP',

  /** The first line of the tray's menu, and its tooltip. */
  status: {
    on: (partners: number) => `On, ${counted(partners, 'partner')}`,
    off: 'Off: connections end when you change networks',
    noNetwork: 'No network: connections wait for the next one',
    problem: (what: string) => `On, with a problem: ${what}`,
    keys: (count: number, isOn: boolean) =>
      `${isOn ? 'On' : 'Off'}, ${counted(count, 'key')} to check`,
    moving: 'Moving to another network …',
    stuck: 'Moved, but no partner answers yet',
    notReady: 'Starting …',
    helper: helperSentence,
  },
  mayOnlyLook: 'You may look, but not change: join the group "vip" and log in again',
  thisComputer: (name: string, vip: string | undefined) =>
    vip === undefined ? `This computer: ${name}` : `This computer: ${name} (${vip})`,
  keysToCheck: (count: number) => `${counted(count, 'key')} to check …`,
  partners: 'Partners',
  noPartners: 'No partners now',
  partner: (name: string, endpoint: string | null) =>
    endpoint === null ? `${name}: looking for it` : `${name}, at ${endpoint}`,
  morePartners: (count: number) => `${count} more …`,
  lastMove: (move: LastMove) => `Last move: ${moveText(move)}`,
  noMove: 'No move yet',
  turnOn: 'Turn on',
  turnOff: 'Turn off',
  startHelper: 'Start the helper',
  open: 'Open VIP',
  quit: 'Quit (VIP stays on)',
  quitAndEnd: 'Quit (ends VIP)',
  quitWhileOff: 'Quit',
  turnOffAndQuit: 'Turn off and quit',

  notice: {
    key: (name: string) => ({
      title: `Is this ${name}?`,
      body: `Its key is new. Compare it before you trust it: programs reach ${name} without VIP until then.`,
    }),
    keys: (count: number) => ({
      title: `${count} new keys to check`,
      body: 'Compare each before you trust it. Until then programs reach these hosts without VIP.',
    }),
    keyChanged: (name: string, endpoint: string) => ({
      title: `The key of ${name} has changed`,
      body: `A host at ${endpoint} offers another key than the one you trust, and was refused. Somebody may be in between.`,
    }),
    helperLost: (state: HelperState) => ({
      title: 'VIP does not run any more',
      body: `${helperSentence(state)} Your connections to VIP hosts wait.`,
    }),
    moveStuck: {
      title: 'Your connections have not followed yet',
      body: 'This computer is on another network, and no partner has answered for 3 s. VIP goes on trying.',
    },
    moveRecovered: (ms: number) => ({
      title: 'Your connections go on',
      body: `A partner answers on the new network, ${durationText(ms)} after this computer had an address there.`,
    }),
  },

  loginComment: 'Keeps your connections when this computer changes networks',

  couldNotTurnOn: {
    title: 'VIP could not be turned on',
    body: 'The helper refused or did not answer. Open VIP to see why.',
  },
  couldNotTurnOff: {
    title: 'VIP could not be turned off',
    body: 'The helper refused or did not answer. Open VIP to see why.',
  },
}

function helperSentence(state: HelperState): string {
  switch (state.phase) {
    case 'absent':
      return 'The helper is not running.'
    case 'starting':
      return 'The helper is starting …'
    case 'ready':
      return 'The helper runs.'
    case 'lost':
      return 'The helper has stopped answering.'
    case 'restarting':
      return `The helper has ended; start number ${state.attempt} follows.`
    case 'failed':
      return failureSentence(state.reason)
    default:
      return state satisfies never
  }
}

function failureSentence(reason: HelperFailure): string {
  switch (reason.code) {
    case 'crash-loop':
      return `The helper has ended ${reason.exits} times within ${durationText(reason.withinMs)}, and is not started again.`
    case 'elevation-dismissed':
      return 'The helper was not started: the question for your password was closed.'
    case 'elevation-refused':
      return 'The helper was not started: nobody let this account do that; VIP shows what was said.'
    case 'not-installed':
      return `The helper is not installed: ${reason.path} is missing.`
    case 'socket-forbidden':
      return `You may not talk with the helper: ${reason.socket} is closed to you.`
    case 'other-protocol':
      return `The helper is of another version (${reason.helperVersion}): restart it after the update.`
    case 'not-a-helper':
      return `Something else than the helper answers at ${reason.socket}.`
    case 'could-not-start':
      return 'The helper could not start; VIP shows what it said.'
    default:
      return reason satisfies never
  }
}

function moveText({ from, to, outageMs, state }: LastMove): string {
  const way = `${from === null ? 'nothing' : linkWord(from)} → ${to === null ? 'nothing' : linkWord(to)}`
  if (outageMs !== null) return `${way}, ${durationText(outageMs)}`
  return state === 'running' ? `${way}, no answer yet` : `${way}, nobody answered`
}

/** Of `192.0.2.7 (wlan0)`: what people call that link, by the kernel's and systemd's naming schemes. */
function linkWord(place: string): string {
  const link = /\((.+)\)$/.exec(place)?.[1]
  if (link === undefined) return place
  if (link.startsWith('wl')) return 'Wi-Fi'
  if (link.startsWith('ww')) return 'mobile'
  if (/^(en|eth)/.test(link)) return 'cable'
  return link
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
