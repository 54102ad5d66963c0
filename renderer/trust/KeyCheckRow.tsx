// One key of many that wait: its host and kind, in one line that opens its card.
import { ChevronRight } from 'lucide-react'
import { trustText } from '../text/trust-text.ts'
import { TrustMark } from '../ui/TrustMark.tsx'
import { classNames } from '../ui/class-names.ts'
import type { KeyCheck } from './key-checks.ts'

export function KeyCheckRow({
  check,
  isOpen,
  onOpen,
}: {
  check: KeyCheck
  isOpen?: boolean
  onOpen: () => void
}) {
  return (
    <button
      type="button"
      aria-label={trustText.look(check.name)}
      aria-expanded={isOpen}
      onClick={onOpen}
      className="flex w-full items-center gap-3 rounded-control px-2 py-2 text-left hover:bg-sunken"
    >
      <span className="min-w-0 flex-1 truncate font-medium">{check.name}</span>
      <span className="shrink-0 text-fine">
        <TrustMark state={check.is === 'new' ? 'pending' : 'changed'} />
      </span>
      <ChevronRight
        size={16}
        aria-hidden="true"
        className={classNames(
          'shrink-0 text-ink-faint transition-transform',
          isOpen === true && 'rotate-90',
        )}
      />
    </button>
  )
}
