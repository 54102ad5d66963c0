// Which of several keys that wait has its card in sight. It stays there while others come and go: somebody may be pasting
// into it, or typing a name.
import { useState } from 'react'
import type { KeyCheck } from './key-checks.ts'

/**
 * @param seenId of the card that was in sight before, undefined where there was a list
 * @returns undefined where the person has to choose
 */
export function cardInSight(
  checks: readonly KeyCheck[],
  seenId: string | undefined,
): KeyCheck | undefined {
  const seen = checks.find(({ id }) => id === seenId)
  return seen ?? (checks.length === 1 ? checks[0] : undefined)
}

/** @returns the card, and how to open another one; undefined leads back to the list */
export function useCardInSight(
  checks: readonly KeyCheck[],
): [open: KeyCheck | undefined, setOpenId: (id: string | undefined) => void] {
  const [seenId, setSeenId] = useState<string | undefined>()
  const open = cardInSight(checks, seenId)
  if (open?.id !== seenId) setSeenId(open?.id)
  return [open, setSeenId]
}
