// The lanes of a receipt: this host's own, then one for each partner. Pure.
import type {
  Handover,
  HandoverEvent,
  HandoverPartner,
} from '../../dataplane/contract/handovers.ts'
import { gapOf } from './gap.ts'
import type { Gap } from './gap.ts'
import { phaseLooks, trackNames } from './tracks.ts'
import type { TrackName } from './tracks.ts'

export type Lane = {
  /** Distinct among the receipt's lanes. */
  key: string
  owner: { kind: 'host' } | { kind: 'partner'; name: string }
  /** Its own, in order of time: what happened to this host is in the host's lane alone. */
  events: readonly HandoverEvent[]
  /** Rows that have an event, from the top; at least one. */
  tracks: readonly TrackName[]
  gap: Gap
  held: number
  resent: number
  lost: number
  /** Lines beyond what the receipt keeps. */
  omitted: number
}

export const hostLaneKey = 'host'

/** This host's is left out where nothing happened to it: a partner has moved. */
export function lanesOf(handover: Handover): Lane[] {
  const { events, partners } = handover
  const ofHost = events.length > 0 || partners.length === 0 ? [hostLane(handover)] : []
  return [...ofHost, ...partners.map((partner) => partnerLane(handover, partner))]
}

function hostLane({ events, omitted }: Handover): Lane {
  const counts = { held: 0, resent: 0, lost: 0, omitted }
  return {
    key: hostLaneKey,
    owner: { kind: 'host' },
    events,
    tracks: tracksOf(events, 'link'),
    gap: { is: 'none' },
    ...counts,
  }
}

function partnerLane(handover: Handover, partner: HandoverPartner): Lane {
  const { name, held, resent, lost, omitted } = partner
  const events = ownEvents(partner.events, handover.events)
  return {
    key: `partner ${name}`,
    owner: { kind: 'partner', name },
    events,
    tracks: tracksOf(events, 'hints'),
    gap: gapOf(handover, partner),
    ...{ held, resent, lost, omitted },
  }
}

/** A partner's events without this host's, which stand among them in the same order. */
function ownEvents(
  all: readonly HandoverEvent[],
  ofHost: readonly HandoverEvent[],
): HandoverEvent[] {
  let next = 0
  return all.filter((event) => {
    const awaited = ofHost[next]
    if (awaited === undefined || !isSameEvent(event, awaited)) return true
    next += 1
    return false
  })
}

function tracksOf(events: readonly HandoverEvent[], whereNone: TrackName): TrackName[] {
  const used = new Set(events.map(({ what }) => phaseLooks[what].track))
  return used.size === 0 ? [whereNone] : trackNames.filter((name) => used.has(name))
}

/**
 * The new lanes, in which those that say the same as before are the objects of before: a receipt comes whole with each event,
 * and only what is different shall be drawn again.
 */
export function keepUnchanged(before: readonly Lane[], now: readonly Lane[]): Lane[] {
  return now.map((lane, at) => {
    const old = before[at]
    return old !== undefined && isSameLane(old, lane) ? old : lane
  })
}

function isSameLane(one: Lane, other: Lane): boolean {
  return (
    one.key === other.key &&
    one.held === other.held &&
    one.resent === other.resent &&
    one.lost === other.lost &&
    one.omitted === other.omitted &&
    isSameGap(one.gap, other.gap) &&
    one.events.length === other.events.length &&
    one.events.every((event, at) => isSameEvent(event, other.events[at]))
  )
}

function isSameGap(one: Gap, other: Gap): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

function isSameEvent(one: HandoverEvent, other: HandoverEvent | undefined): boolean {
  return (
    other !== undefined &&
    one.at === other.at &&
    one.what === other.what &&
    one.detail === other.detail
  )
}
