// What waits for a person: new keys, and hosts that offered another key than the stored one. Oldest first.
import type { Peer, TrustQuestion } from '../../dataplane/contract/model.ts'
import { useDesk } from './desk-store.ts'
import type { ByName } from './desk-view.ts'

function openQuestions(questions: ByName<TrustQuestion>): TrustQuestion[] {
  return [...questions.values()].toSorted((one, other) => one.openedAt - other.openedAt)
}

/** Always the same, so that who shows them is not drawn again with each change of the peers. */
const none: readonly Peer[] = []

/** Found once for each change of the peers, of which there may be ten thousand. */
const found = new WeakMap<ByName<Peer>, readonly Peer[]>()

function changedKeys(peers: ByName<Peer>): readonly Peer[] {
  const known = found.get(peers)
  if (known !== undefined) return known
  const changed = [...peers.values()]
    .filter((peer) => peer.trust.state === 'changed')
    .toSorted((one, other) => one.name.localeCompare(other.name))
  const all = changed.length === 0 ? none : changed
  found.set(peers, all)
  return all
}

export function useKeysToCheck(): { questions: TrustQuestion[]; changed: readonly Peer[] } {
  const questions = useDesk((view) => view.questions)
  const changed = useDesk((view) => changedKeys(view.peers))
  return { questions: openQuestions(questions), changed }
}
