// Every sentence of the handovers page and of the timeline.
import type {
  Handover,
  HandoverCause,
  HandoverEvent,
  HandoverPhase,
} from '../../dataplane/contract/handovers.ts'
import { machineTime } from './quantities.ts'

/** `8 µs`, `3.65 ms`, `41.2 ms`, `644 ms`, `1.20 s`: three digits, as a figure of a move is compared with others. */
export function preciseText(ms: number): string {
  const size = Math.abs(ms)
  if (size === 0) return '0 ms'
  if (size < 0.0995) return `${signed(ms * 1000, 0)} µs`
  if (size < 9.995) return `${signed(ms, 2)} ms`
  if (size < 99.95) return `${signed(ms, 1)} ms`
  if (size < 999.5) return `${signed(ms, 0)} ms`
  if (size < 9995) return `${signed(ms / 1000, 2)} s`
  if (size < 120_000) return `${signed(ms / 1000, 1)} s`
  return `${signed(ms / 60_000, 1)} min`
}

function signed(value: number, decimals: number): string {
  return value.toFixed(decimals).replace('-', '−')
}

/** Beside a mark: as short as can be. */
export const phaseWords: Readonly<Record<HandoverPhase, string>> = {
  'link-lost': 'link lost',
  'address-up': 'address',
  'dns-sent': 'sent',
  'dns-acknowledged': 'acknowledged',
  'dns-visible': 'visible',
  'dns-failed': 'failed',
  'hint-sent': 'hint',
  'hint-acknowledged': 'acknowledged',
  'hint-received': 'hint received',
  'source-port-changed': 'other port',
  'gave-up': 'gave up',
  'dns-asked': 'asked',
  'dns-answered': 'answered',
  'path-challenged': 'challenged',
  'path-confirmed': 'confirmed',
  'held-sent': 'held',
  resent: 'sent again',
  'first-packet-out': 'first out',
  'first-packet-in': 'first in',
}

type PhaseSentence = { bare: string; full: (detail: string) => string }

const phaseSentences: Readonly<Record<HandoverPhase, PhaseSentence>> = {
  'link-lost': {
    bare: 'No usable address is left',
    full: (place) => `No usable address is left: ${place} is down`,
  },
  'address-up': {
    bare: 'The new address can be used',
    full: (address) => `The new address can be used: ${address}`,
  },
  'dns-sent': {
    bare: 'Update of the own records sent',
    full: (provider) => `Update of the own records sent by ${provider}`,
  },
  'dns-acknowledged': {
    bare: 'DNS acknowledged the update',
    full: (detail) => `DNS acknowledged the update: ${detail}`,
  },
  'dns-visible': {
    bare: 'A server of the zone shows the new records',
    full: (detail) => `A server of the zone shows the new records: ${detail}`,
  },
  'dns-failed': {
    bare: 'The update of DNS failed',
    full: (detail) => `The update of DNS failed: ${detail}`,
  },
  'hint-sent': { bare: 'Hint sent', full: (endpoint) => `Hint sent to ${endpoint}` },
  'hint-acknowledged': {
    bare: 'Hint acknowledged',
    full: (detail) => `Hint acknowledged: ${detail}`,
  },
  'hint-received': {
    bare: 'Hint received from the partner',
    full: (endpoints) => `Hint received: the partner is at ${endpoints}`,
  },
  'source-port-changed': {
    bare: 'Hints leave from another port',
    full: (port) => `Hints leave from another port: ${port}`,
  },
  'gave-up': {
    bare: 'The partner did not answer for too long',
    full: (detail) => `The partner did not answer for too long: ${detail}`,
  },
  'dns-asked': {
    bare: 'DNS asked where the partner is',
    full: (detail) => `DNS asked where the partner is: ${detail}`,
  },
  'dns-answered': {
    bare: 'DNS knows another place',
    full: (addresses) => `DNS knows another place: ${addresses}`,
  },
  'path-challenged': {
    bare: 'Path challenged, to see that the partner is there',
    full: (endpoint) => `Path to ${endpoint} challenged, to see that the partner is there`,
  },
  'path-confirmed': {
    bare: 'The partner is there',
    full: (endpoint) => `The partner is at ${endpoint}`,
  },
  'held-sent': {
    bare: 'Packets that waited were sent',
    full: (count) => `Packets that waited were sent: ${count}`,
  },
  resent: {
    bare: 'TCP segments of before the move were sent again',
    full: (count) => `TCP segments of before the move were sent again: ${count}`,
  },
  'first-packet-out': {
    bare: 'First packet left on the new path',
    full: (endpoint) => `First packet left on the new path, to ${endpoint}`,
  },
  'first-packet-in': {
    bare: 'First packet came on the new path',
    full: (endpoint) => `First packet came on the new path, from ${endpoint}`,
  },
}

/** What happened, with its detail. */
export function phaseSentence({ what, detail }: HandoverEvent): string {
  const { bare, full } = phaseSentences[what]
  return detail === null || detail === '' ? bare : full(detail)
}

export const trackWords = {
  link: 'link',
  records: 'own DNS',
  hints: 'hints',
  search: 'ask DNS',
  path: 'path',
  packets: 'packets',
} as const

export const causeTexts: Readonly<Record<HandoverCause, string>> = {
  'link-lost': 'Link lost',
  'address-changed': 'Address changed',
  'route-changed': 'Other way preferred',
  wake: 'Woke up',
  'peer-moved': 'Partner moved',
}

/** Of the gap, on the drawing. */
export function gapLabel(
  gap:
    | { is: 'closed'; outageMs: number }
    | { is: 'open'; from: number }
    | { is: 'unheard'; from: number; to: number },
): string {
  switch (gap.is) {
    case 'closed':
      return preciseText(gap.outageMs)
    case 'open':
      return 'not heard yet'
    case 'unheard':
      return 'not heard again'
  }
}

/** `lan1`, or the address where no interface is named. */
export function placeWord(place: string | null): string {
  if (place === null) return 'nowhere'
  return /\(([^()]+)\)$/.exec(place)?.[1] ?? place
}

/** `lan1 → lan2`; where only the address is another, the addresses. */
export function wayText({ from, to }: Pick<Handover, 'from' | 'to'>): string {
  const [before, after] = [placeWord(from), placeWord(to)]
  if (before !== after) return `${before} → ${after}`
  return from === to ? after : `${addressWord(from)} → ${addressWord(to)}`
}

function addressWord(place: string | null): string {
  return place === null ? 'nowhere' : place.replace(/ \([^()]+\)$/, '')
}

/** What a receipt is about: this host's way, or the partner that moved. */
export function headingText(handover: Handover): string {
  const [partner] = handover.partners
  return handover.cause === 'peer-moved' && partner !== undefined ? partner.name : wayText(handover)
}

/** The longest of the partners'; null while none was heard on the new path. */
export function longestOutage({ partners }: Handover): number | null {
  return partners.reduce<number | null>(
    (longest, { outageMs }) => (outageMs === null ? longest : Math.max(longest ?? 0, outageMs)),
    null,
  )
}

/** The longest outage so far, or why there is none. */
export function figureText(handover: Handover): string {
  const longest = longestOutage(handover)
  if (longest !== null) return preciseText(longest)
  if (handover.partners.length === 0) return 'no partner'
  return handover.state === 'running' ? 'not heard yet' : 'not heard'
}

/** In one word or figure, for the list. */
export function outcomeText(handover: Handover): string {
  return handover.state === 'running' ? 'goes on' : figureText(handover)
}

/** Below the heading of one receipt. */
export function summaryText(handover: Handover): string {
  const { partners, omittedPartners, state } = handover
  const count = partners.length + omittedPartners
  if (count === 0) return 'There was no partner, so nobody had to be told.'
  const heard = partners.filter(({ outageMs }) => outageMs !== null).length
  const who = count === 1 ? (partners[0]?.name ?? '1 partner') : `${count} partners`
  if (state === 'running')
    return count === 1
      ? `${who} is not heard on the new path yet.`
      : `${heard} of ${who} are heard on the new path.`
  if (heard === 0) return `${who} ${count === 1 ? 'was' : 'were'} not heard on the new path.`
  if (count === 1)
    return `${who} was heard again after ${preciseText(longestOutage(handover) ?? 0)}.`
  const rest = partners.length - heard
  return `${heard} of ${who} heard again, the last after ${preciseText(longestOutage(handover) ?? 0)}${
    rest === 0 ? '' : `; ${rest} not heard`
  }.`
}

const timeOfDay = new Intl.DateTimeFormat('en-GB', {
  ...({ hour: '2-digit', minute: '2-digit', second: '2-digit' } as const),
})
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })

export const handoversText = {
  title: 'Handovers',
  lede: 'Each time this computer or a partner changes its network, a receipt says what happened when.',
  ledeOf: (host: string) =>
    `Each time host ${host} of the lab or its partner changes its network, a receipt says what happened when.`,
  listLabel: 'Moves, newest first',
  emptyTitle: 'No moves yet',
  empty:
    'Neither this computer nor a partner was elsewhere since the helper was started. Change the network, or look how it is in the lab.',
  openLab: 'Open the lab',
  goneTitle: 'This receipt is not here any more',
  gone: 'Receipts are kept until the helper is started anew, and the newest 200 are shown.',
  hostLane: 'This computer',
  placesText: (from: string | null, to: string | null) =>
    `${from ?? 'nowhere'} → ${to ?? 'nowhere'}`,
  moveNumber: (id: number) => `Move ${id}`,
  time: (ms: number) => timeOfDay.format(ms),
  day: (ms: number) => day.format(ms),
  now: 'now',
  outage: (partners: number, isRunning: boolean) =>
    `${partners > 1 ? 'Longest outage' : 'Outage'}${isRunning ? ' so far' : ''}`,
  outageExplained:
    'From the new address’s being usable, or for a partner’s move from the last packet heard, to the first packet on the new path.',
  timelineLabel: 'Timeline',
  timelineHelp:
    'Lanes. Arrow keys lead from event to event and lane to lane, plus and minus zoom, 0 shows all.',
  laneEvents: (lane: string) => `Events of ${lane}`,
  counts: ({ held, resent, lost }: { held: number; resent: number; lost: number }) => [
    ...(held > 0 ? [{ words: `${held} held`, isLoss: false }] : []),
    ...(resent > 0 ? [{ words: `${resent} sent again`, isLoss: false }] : []),
    ...(lost > 0 ? [{ words: `${lost} lost`, isLoss: true }] : []),
  ],
  omitted: (count: number) => `and ${count} more ${count === 1 ? 'line' : 'lines'}`,
  omittedPartners: (count: number) =>
    `${count} more ${count === 1 ? 'partner has' : 'partners have'} no lane: a receipt keeps 256.`,
  earlier: (count: number) => `${count} earlier`,
  later: (count: number) => `${count} later`,
  sinceLast: (ms: number) => `${preciseText(ms)} after the event before`,
  nothingChosen: 'Point at an event, or press Tab and then the arrow keys.',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fitGap: 'The gap',
  fitAll: 'All events',
  fitLabel: 'Shown time',
  linear: 'Linear',
  log: 'Log',
  warpLabel: 'Scale of time',
  saveJson: 'JSON',
  saveSvg: 'SVG',
  saveJsonLabel: 'Save this receipt as JSON, as "vip handovers --json" prints it',
  saveSvgLabel: 'Save this drawing as SVG',
  fileName: (id: number, startedAt: number, ending: 'json' | 'svg') =>
    `vip-move-${id}-${machineTime(startedAt).slice(0, 19).replaceAll(':', '')}.${ending}`,
} as const
