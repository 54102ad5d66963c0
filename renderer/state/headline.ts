// What the Status page says first: on or off, and what proves it. Pure.
import type { Peer, Status } from '../../dataplane/contract/model.ts'
import type { ByName } from './desk-view.ts'

export type Headline =
  | { is: 'starting' }
  | { is: 'off' }
  /** Somebody was heard within the last 10 seconds of traffic. */
  | { is: 'alive'; heard: number }
  /** Sent to, and not answering; nobody else was heard. */
  | { is: 'silent'; names: string[] }
  | { is: 'quiet' }

export function headlineOf(status: Status, peers: ByName<Peer>): Headline {
  if (!status.ready) return { is: 'starting' }
  if (!status.enabled) return { is: 'off' }
  let heard = 0
  const silent: string[] = []
  for (const peer of peers.values()) {
    if (peer.state === 'active') heard += 1
    // Whoever was refused for another key, and has no VIP, is not sent to either.
    else if (peer.state === 'unreachable' && peer.vip !== null) silent.push(peer.name)
  }
  if (heard > 0) return { is: 'alive', heard }
  return silent.length > 0 ? { is: 'silent', names: silent.toSorted() } : { is: 'quiet' }
}

/** Of all peers; undefined while none was heard. */
export function youngestProofMs(peers: ByName<Peer>): number | undefined {
  let youngest: number | undefined
  for (const { lastProofMs } of peers.values()) {
    if (lastProofMs !== null && (youngest === undefined || lastProofMs < youngest))
      youngest = lastProofMs
  }
  return youngest
}
