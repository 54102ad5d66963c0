// The card of a key that waits, whichever kind it is.
import type { Ref } from 'react'
import { ChangedKeyCard } from './ChangedKeyCard.tsx'
import { QuestionCard } from './QuestionCard.tsx'
import type { KeyCheck } from './key-checks.ts'

export function KeyCheckCard({
  check,
  ...others
}: {
  check: KeyCheck
  onNotNow: () => void
  notNowButton?: Ref<HTMLButtonElement>
}) {
  switch (check.is) {
    case 'new':
      return <QuestionCard question={check.question} {...others} />
    case 'changed':
      return <ChangedKeyCard peer={check.peer} {...others} />
  }
}
