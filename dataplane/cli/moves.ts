// Which events of a helper are moves that `vip run --on-move` tells of, and what of them. Pure.
import type { EventEntry } from '../contract/events.ts'

export interface Move {
  /** The peer; or this host, empty where it has no name. */
  name: string
  /** `peer-moved`, or why this host is elsewhere. */
  cause: string
  /** Where it is now: a peer's `address:port`, this host's address. */
  endpoint: string
  /** Empty where it was nowhere, or nobody knows. */
  previous: string
  /** Number of the receipt; undefined where none was begun before the news. */
  handover: number | undefined
}

type EventOf<Kind extends EventEntry['kind']> = Extract<EventEntry, { kind: Kind }>

export class Moves {
  readonly #ownName: string
  /** Of this host, begun while it had no address; by number. */
  readonly #nowhere = new Map<number, { cause: string; from: string | null }>()
  /** The newest receipt of a partner's move. */
  #ofPeer: { handover: number; to: string | null } | undefined

  constructor(ownName: string) {
    this.#ownName = ownName
  }

  /** Undefined for what is no move. */
  take(event: EventEntry): Move | undefined {
    if (event.kind === 'peer-moved') return this.#peer(event)
    if (event.kind === 'handover-began') return this.#began(event)
    if (event.kind === 'handover-phase') return this.#phase(event)
    if (event.kind === 'handover-ended') this.#nowhere.delete(event.handover)
    return undefined
  }

  #peer({ kind, name, endpoint, previous }: EventOf<'peer-moved'>): Move {
    const handover = this.#ofPeer?.to === endpoint ? this.#ofPeer.handover : undefined
    return { name, cause: kind, endpoint, previous: previous ?? '', handover }
  }

  #began({ handover, cause, from, to }: EventOf<'handover-began'>): Move | undefined {
    if (cause === 'peer-moved') this.#ofPeer = { handover, to }
    else if (to !== null) return this.#own(handover, cause, from, to)
    else this.#nowhere.set(handover, { cause, from })
    return undefined
  }

  #phase({ handover, what, detail }: EventOf<'handover-phase'>): Move | undefined {
    const begun = this.#nowhere.get(handover)
    if (what !== 'address-up' || begun === undefined || detail === null) return undefined
    this.#nowhere.delete(handover)
    return this.#own(handover, begun.cause, begun.from, detail)
  }

  #own(handover: number, cause: string, from: string | null, to: string): Move {
    const name = this.#ownName
    return { name, cause, endpoint: addressIn(to), previous: addressIn(from ?? ''), handover }
  }
}

/** `192.0.2.7 (wlan0)` without its interface. */
function addressIn(place: string): string {
  return place.split(' ', 1)[0] ?? ''
}
