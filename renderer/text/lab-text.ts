// Every sentence of the lab page and of its plots.
import type { HandoverCause } from '../../dataplane/contract/handovers.ts'
import type { NameServerKind } from '../../dataplane/contract/lab-status.ts'
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import { causeTexts, preciseText } from './handovers-text.ts'

/** Of a lab that is on its way. */
export const labPhaseWords = { 'coming-up': 'Coming up …', 'going-down': 'Going down …' } as const

export const nameServerWords: Readonly<Record<NameServerKind, string>> = {
  vip: 'VIP’s own',
  bind: 'BIND 9',
  knot: 'Knot DNS',
}

/** By the stream's time; `isOpen`: it lasts. */
type ToldPause = { fromMs: number; toMs: number; isOpen: boolean }

function pauseWords(pause: ToldPause | null): string {
  if (pause === null) return 'without a pause of 5 ms or more'
  const length = preciseText(pause.toMs - pause.fromMs)
  return pause.isOpen ? `nothing has come for ${length}` : `with a longest pause of ${length}`
}

export const labText = {
  title: 'Lab',
  lede: 'Two laptops and a router inside this machine, with real helpers and real packets. Move a laptop and watch its connections survive.',
  up: 'Bring the lab up',
  upAgain: 'Try again',
  down: 'Take the lab down',
  nameServer: 'Name server',
  nameServerHint: 'BIND and Knot are used where this machine has them.',
  emptyTitle: 'A network to try it on',
  empty:
    'The lab is made of network namespaces: laptops a and b with their helpers, a router with the name server, and a host that knows nothing of VIP. Nothing of this machine’s own network is touched, and nothing of the lab is left when it goes down.',
  comingUp: 'Hosts, cables, the name server and two helpers are started. This takes a few seconds.',
  goingDown: 'Hosts and their helpers are being ended.',
  failedTitle: 'The lab could not be brought up',
  problemTitle: 'That did not work',
  unknownState: 'How it stands with the lab is not known yet.',
  staticTitle: 'A lab without helpers',
  static:
    'It was brought up with --static: the lab itself tells its tunnels of each move. There are no names and no receipts.',

  router: 'router',
  nameServerAt: (address: string) => `name server ${address}`,
  nameServerFailed: 'name server does not run',
  noNameServer: 'no name server',
  legacy: 'without VIP',
  noVip: 'no VIP yet',
  noAddress: 'no address',
  tunnelStates: {
    active: 'tunnel, heard just now',
    quiet: 'tunnel, quiet',
    negotiating: 'agreeing on keys …',
    pending: 'a key waits for you',
    unreachable: 'not answering, trying …',
    invalid: 'VIP not to be had again',
    failed: 'a helper has ended',
    none: 'no tunnel yet',
  },
  topologySentence: (hosts: readonly { fqdn: string; lan: string | null }[], tunnel: string) =>
    `${hosts
      .map(({ fqdn, lan }) =>
        lan === null ? `${fqdn} is between two LANs` : `${fqdn} is on ${lan}`,
      )
      .join(', ')}. Between them: ${tunnel}.`,

  moves: 'Move',
  moveHost: (host: string) => `Move ${host}`,
  moveBoth: 'Move both',
  cross: 'Cross over',
  to: (lan: string) => `to ${lan}`,
  bothTo: (a: string, b: string) => `a to ${a}, b to ${b}`,
  crossExplained: 'each to where the other is',
  crossTogether: 'they are on the same LAN',
  moving: 'on its way …',
  kind: 'How',
  kinds: { 'break-before-make': 'Break before make', 'make-before-break': 'Make before break' },
  kindsExplained: {
    'break-before-make': 'The cable is pulled, then put in elsewhere.',
    'make-before-break': 'The new link is up for half a second before the old one goes.',
  },

  links: 'Links',
  linkOf: (host: string, lan: string) => `${host} on ${lan}`,
  linkOfNone: (host: string) => `${host}, between two LANs`,
  delay: 'Delay each way',
  delayValue: (ms: number) => `${ms} ms`,
  loss: 'Loss',
  lossValue: (percent: number) => `${percent} %`,
  delayOf: (host: string) => `Delay each way of ${host}’s link`,
  lossOf: (host: string) => `Loss of ${host}’s link`,
  linkFailed: 'The emulator of this link has ended: nothing passes until it is set again.',
  clearLink: 'Perfect link',
  impairment: (delayMs: number, lossPercent: number) =>
    [
      ...(delayMs > 0 ? [`${delayMs} ms`] : []),
      ...(lossPercent > 0 ? [`${lossPercent} %`] : []),
    ].join(' · '),

  stream: 'Stream',
  streamExplained:
    'One numbered message each millisecond, in both directions. One stream at a time.',
  transport: 'Transport',
  start: 'Start',
  stop: 'Stop',
  running: (transport: StreamTransport) => `${transport.toUpperCase()} is running`,

  plots: 'Messages',
  plotsExplained:
    'The number of each message against time, as in figures 2 and 3 of the paper: the line is what was sent, each dot what came.',
  direction: { b: 'from a to b', a: 'from b to a' },
  live: 'Now',
  closeUp: 'The last move',
  noStream: 'Start a stream to see its messages here.',
  noCloseUp:
    'Move a laptop while a stream runs: what it did to the messages is kept here, from near.',
  moveGoesOn: 'A move goes on …',
  closeUpSentence: (direction: string, pause: ToldPause | null, lost: number) => {
    if (pause === null) return `No pause of 5 ms or more ${direction}.`
    const length = preciseText(pause.toMs - pause.fromMs)
    if (pause.isOpen) return `Nothing has come ${direction} for ${length}.`
    return `Nothing came ${direction} for ${length}, ${
      lost === 0
        ? 'and no message was lost'
        : `and ${lost} ${lost === 1 ? 'message was' : 'messages were'} lost`
    }.`
  },
  liveSentence: (direction: string, count: number, pause: ToldPause | null) =>
    `Messages ${direction}, the last 4 seconds: ${count} came, ${pauseWords(pause)}.`,
  pointed: (ms: string, sent: number | null, received: number | null) =>
    [
      ms,
      ...(sent === null ? [] : [`message ${sent} was sent`]),
      ...(received === null ? [] : [`${received} had come`]),
    ].join(' · '),
  pauseExplained:
    'From the last message before to the first one after. The receipt counts from the new address’s being usable, so its figure is smaller.',
  axisNow: 'now',

  receipt: 'The receipt',
  receiptOf: (host: string, cause: HandoverCause, heading: string) =>
    `Host ${host} wrote: ${causeTexts[cause].toLowerCase()}, ${heading}.`,
  receiptLink: 'Its timeline',
  noReceipt: 'No move yet.',
  notLooking:
    'The pages look at this computer’s own helper. Receipts of the lab are those of its hosts.',
  look: (host: string) => `Look at host ${host}`,

  distance: 'Outage against distance of the name server',
  distanceExplained:
    'Figure 4 of the paper, for both moving at once. Each dot is a move made here; the line is one round trip to the name server, which it takes where neither hears the other’s Hint.',
  distanceLimit:
    'From this page only a link’s delay can be changed, which puts the name server and the other laptop further away alike, and counts for who moves to that LAN. “vip lab report” moves the name server alone, to 50, 100, 200 and 400 ms.',
  noDistance: 'Move both laptops at once to get a dot.',
  distanceAxis: 'round trip to the name server',
  outageAxis: 'outage',
  distanceSentence: (points: readonly { distanceMs: number; outageMs: number }[]) =>
    points.length === 0
      ? 'No moves of both laptops yet.'
      : `${points.length} ${points.length === 1 ? 'move' : 'moves'} of both laptops: ${points
          .slice(-8)
          .map(
            ({ distanceMs, outageMs }) =>
              `${preciseText(outageMs)} with the name server ${Math.round(distanceMs)} ms away`,
          )
          .join('; ')}.`,

  terminal: 'In a terminal',
  terminalExplained:
    'Programs on the laptops are this machine’s own, unchanged. Start one, then move a laptop. From a checkout, write out/vip for vip.',
  commands: (labOption: string) => [
    {
      what: 'Log in from a to b; moves do not end it',
      command: `vip lab exec${labOption} a ssh b.vipip.net`,
    },
    {
      what: 'Each answer comes from the same VIP, wherever b is',
      command: `vip lab exec${labOption} a ping b.vipip.net`,
    },
    {
      what: 'What a’s helper wrote of its moves',
      command: `vip lab exec${labOption} a vip handovers`,
    },
    { what: 'The paper’s evaluation again, with its figures', command: 'vip lab report' },
  ],
  theCommand: 'the command',
} as const
