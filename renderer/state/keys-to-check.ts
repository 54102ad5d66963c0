// What waits for a person: new keys, and hosts that offered another key than the stored one. Oldest first.
import type { Peer, TrustQuestion } from '../../dataplane/contract/model.ts'
import { useDesk } from './desk-store.ts'
import type { ByName } from './desk-view.ts'

export function openQuestions(questions: ByName<TrustQuestion>): TrustQuestion[] {
  return [...questions.values()].toSorted((one, other) => one.openedAt - other.openedAt)
}

/** Found once for each change of the peers, of which there may be ten thousand. */
const found = new WeakMap<ByName<Peer>, readonly Peer[]>()

export function changedKeys(peers: ByName<Peer>): readonly Peer[] {
  const known = found.get(peers)
  if (known !== undefined) return known
  const changed = [...peers.values()]
    .filter((peer) => peer.trust.state === 'changed')
    .toSorted((one, other) => one.name.localeCompare(other.name))
  found.set(peers, changed)
  return changed
}

export function useKeysToCheck(): { questions: TrustQuestion[]; changed: readonly Peer[] } {
  const questions = useDesk((view) => view.questions)
  const peers = useDesk((view) => view.peers)
  return { questions: openQuestions(questions), changed: changedKeys(peers) }
}
