// Keys that wait for a person, of both kinds, as one list: changed keys first, since they are the more urgent.
import type { Peer, TrustQuestion } from '../../dataplane/contract/model.ts'
import { useKeysToCheck } from '../state/keys-to-check.ts'
import { questionId } from '../state/postponed.ts'

export type KeyCheck = { id: string; name: string } & (
  { is: 'new'; question: TrustQuestion } | { is: 'changed'; peer: Peer }
)

export function keyChecks(
  questions: readonly TrustQuestion[],
  changed: readonly Peer[],
): KeyCheck[] {
  return [
    ...changed.map((peer) => ({
      is: 'changed' as const,
      id: questionId(peer.name, peer.trust.fingerprint),
      name: peer.name,
      peer,
    })),
    ...questions.map((question) => ({
      is: 'new' as const,
      id: questionId(question.name, question.fingerprint),
      name: question.name,
      question,
    })),
  ]
}

export function useKeyChecks(): KeyCheck[] {
  const { questions, changed } = useKeysToCheck()
  return keyChecks(questions, changed)
}
