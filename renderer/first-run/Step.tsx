// One step of the set-up: its number, or a check once it is done; what it is about; and what to do.
import { useId } from 'react'
import type { ReactNode } from 'react'
import { Check, TriangleAlert } from 'lucide-react'
import { firstRunText } from '../text/first-run-text.ts'
import { classNames } from '../ui/class-names.ts'

export type StepState = 'open' | 'done' | 'problem'

const marks: Readonly<Record<StepState, string>> = {
  open: 'border-line-strong text-ink-soft',
  done: 'border-transparent bg-alive text-panel',
  problem: 'border-heed bg-heed-soft text-heed',
}
const words: Readonly<Record<StepState, string>> = {
  open: firstRunText.open,
  done: firstRunText.done,
  problem: firstRunText.problem,
}

export function Step({
  number,
  state,
  title,
  what,
  children,
}: {
  number: number
  state: StepState
  title: string
  what: string
  children: ReactNode
}) {
  const id = useId()
  return (
    <li aria-labelledby={id} className="group relative flex gap-5 pb-10 last:pb-0">
      {/* The line that leads to the next step. */}
      <span
        aria-hidden="true"
        className="absolute top-9 bottom-1 left-[0.9375rem] w-px bg-line group-last:hidden"
      />
      <span
        className={classNames(
          'flex size-8 shrink-0 items-center justify-center rounded-full border text-sm font-semibold tabular-nums',
          marks[state],
        )}
      >
        {state === 'open' && number}
        {state === 'done' && <Check size={17} strokeWidth={2.5} aria-hidden="true" />}
        {state === 'problem' && <TriangleAlert size={16} aria-hidden="true" />}
        <span className="sr-only">{words[state]}</span>
      </span>
      <div className="grid min-w-0 flex-1 gap-3 pt-1">
        <div className="grid gap-1">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          <p className="max-w-[42rem] text-ink-soft">{what}</p>
        </div>
        {children}
      </div>
    </li>
  )
}
