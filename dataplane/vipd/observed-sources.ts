// How peers see this host, each by its last Reply (PROTOCOL section 8).
import type { NegotiationEvent } from '../negotiation/ports.ts'
import type { Observation } from './diagnosis/port-checks.ts'
import { nameText } from './name-text.ts'

/** What is shown is whether there is a NAT: a few peers tell. */
const maxPeers = 64

export class ObservedSources {
  readonly #byPeer = new Map<string, Observation>()

  note(event: NegotiationEvent): void {
    if (event.kind !== 'observed') return
    const peer = nameText(event.name)
    // The newest is the last; the oldest gives way.
    this.#byPeer.delete(peer)
    this.#byPeer.set(peer, { peer, seen: event.endpoint, own: event.source })
    const [oldest] = this.#byPeer.keys()
    if (this.#byPeer.size > maxPeers && oldest !== undefined) this.#byPeer.delete(oldest)
  }

  /** The newest first. */
  get all(): readonly Observation[] {
    return [...this.#byPeer.values()].toReversed()
  }
}
