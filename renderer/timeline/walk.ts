// Where the keyboard leads on a timeline: ← and → from event to event of a lane, ↑ and ↓ to the event of another lane that is
// nearest in time. Pure.
import type { HandoverEvent } from '../../dataplane/contract/handovers.ts'
import type { Lane } from './lanes.ts'

/** An event of a lane, by the lane's key, and its number there. */
export type EventPlace = { lane: string; event: number }

export function eventAt(lanes: readonly Lane[], place: EventPlace): HandoverEvent | undefined {
  return lanes.find(({ key }) => key === place.lane)?.events[place.event]
}

export function firstPlace(lanes: readonly Lane[]): EventPlace | null {
  const lane = lanes.find(({ events }) => events.length > 0)
  return lane === undefined ? null : { lane: lane.key, event: 0 }
}

/** The place itself where the key leads nowhere; null where it is no key of this walk. */
export function walk(lanes: readonly Lane[], place: EventPlace, key: string): EventPlace | null {
  const at = lanes.findIndex((each) => each.key === place.lane)
  const lane = lanes[at]
  if (lane === undefined) return null
  const last = lane.events.length - 1
  const inLane = (event: number) => ({
    lane: lane.key,
    event: Math.max(0, Math.min(last, event)),
  })
  switch (key) {
    case 'ArrowLeft':
      return inLane(place.event - 1)
    case 'ArrowRight':
      return inLane(place.event + 1)
    case 'Home':
      return inLane(0)
    case 'End':
      return inLane(last)
    case 'ArrowUp':
      return nearest(lanes.slice(0, at).toReversed(), lane, place)
    case 'ArrowDown':
      return nearest(lanes.slice(at + 1), lane, place)
    default:
      return null
  }
}

/** In the first of these lanes that has an event. */
function nearest(others: readonly Lane[], from: Lane, place: EventPlace): EventPlace {
  const other = others.find(({ events }) => events.length > 0)
  if (other === undefined) return place
  const at = from.events[place.event]?.at ?? 0
  let best = 0
  for (const [event, { at: otherAt }] of other.events.entries()) {
    if (Math.abs(otherAt - at) < Math.abs((other.events[best]?.at ?? 0) - at)) best = event
  }
  return { lane: other.key, event: best }
}
