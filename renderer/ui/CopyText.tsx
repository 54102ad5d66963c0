// A text that people carry elsewhere, with a button that copies it and says that it did.
import { useEffect, useState } from 'react'
import type { ReactNode } from 'react'
import { Check, Copy } from 'lucide-react'
import { uiText } from '../text/ui-text.ts'

const shownMs = 1600

type Outcome = 'none' | 'copied' | 'refused'

export function CopyText({
  text,
  what,
  children,
}: {
  text: string
  /** Behind "Copy": `the name`. */
  what: string
  /** What is shown, where it is not the text itself. */
  children?: ReactNode
}) {
  const [outcome, setOutcome] = useState<Outcome>('none')
  useEffect(() => {
    if (outcome === 'none') return
    const timer = setTimeout(() => setOutcome('none'), shownMs)
    return () => clearTimeout(timer)
  }, [outcome])
  const copy = async () => setOutcome((await copied(text)) ? 'copied' : 'refused')
  return (
    <span className="group inline-flex max-w-full items-center gap-1">
      <span className="min-w-0 font-mono text-fine break-words select-text">
        {children ?? text}
      </span>
      <button
        type="button"
        aria-label={uiText.copy(what)}
        title={uiText.copy(what)}
        onClick={() => void copy()}
        className="inline-flex size-6 shrink-0 items-center justify-center rounded text-ink-faint hover:bg-sunken hover:text-ink"
      >
        {outcome === 'copied' ? (
          <Check size={14} aria-hidden="true" className="text-alive" />
        ) : (
          <Copy size={14} aria-hidden="true" />
        )}
      </button>
      <span role="status" className={outcome === 'refused' ? 'text-fine text-fault' : 'sr-only'}>
        {outcome === 'copied' && uiText.copied}
        {outcome === 'refused' && uiText.copyRefused}
      </span>
    </span>
  )
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
