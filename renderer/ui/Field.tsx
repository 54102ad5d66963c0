// A label, something to type or choose in, what it is for, and what is wrong with it: joined for screen readers.
import { useId } from 'react'
import type { InputHTMLAttributes, ReactNode, Ref, SelectHTMLAttributes } from 'react'
import { ChevronDown, CircleAlert } from 'lucide-react'
import { classNames } from './class-names.ts'

const controlLook =
  'h-9 w-full rounded-control border bg-panel px-3 text-sm text-ink placeholder:text-ink-faint disabled:bg-sunken [&[readonly]]:bg-sunken'
const borderLook = (isWrong: boolean) => (isWrong ? 'border-fault' : 'border-line-strong/70')

type FieldFrame = {
  label: ReactNode
  hint?: ReactNode
  /** What is wrong, and what would be right. */
  problem?: ReactNode
  /** Label to the left where there is room. */
  isRow?: boolean
}

/** What the control itself must carry. */
export type FieldLinks = {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
}

export function Field({
  label,
  hint,
  problem,
  isRow = false,
  children,
}: FieldFrame & { children: (links: FieldLinks) => ReactNode }) {
  const id = useId()
  const hintId = `${id}-hint`
  const problemId = `${id}-problem`
  const hasHint = hint !== undefined && hint !== null
  const hasProblem = problem !== undefined && problem !== null
  const describedBy = [hasHint && hintId, hasProblem && problemId].filter((each) => each !== false)
  return (
    <div
      className={classNames(
        'grid gap-x-6 gap-y-1.5',
        isRow && 'sm:grid-cols-[13rem_minmax(0,1fr)] sm:items-baseline',
      )}
    >
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      <div className="grid min-w-0 gap-1.5">
        {children({
          id,
          'aria-describedby': describedBy.length === 0 ? undefined : describedBy.join(' '),
          'aria-invalid': hasProblem || undefined,
        })}
        {hasHint && (
          <p id={hintId} className="text-fine text-ink-faint">
            {hint}
          </p>
        )}
        {hasProblem && (
          <p id={problemId} className="flex gap-1.5 text-fine text-fault">
            <CircleAlert size={14} aria-hidden="true" className="mt-[3px] shrink-0" />
            <span>{problem}</span>
          </p>
        )}
      </div>
    </div>
  )
}

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'onChange'> & {
  onText: (text: string) => void
  isMono?: boolean
  ref?: Ref<HTMLInputElement>
}

export function TextInput({ onText, isMono = false, ...others }: InputProps) {
  return (
    <input
      type="text"
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      {...others}
      onChange={(event) => onText(event.target.value)}
      className={classNames(
        controlLook,
        borderLook(others['aria-invalid'] === true),
        isMono && 'font-mono text-fine',
      )}
    />
  )
}

type ChoiceProps = Omit<SelectHTMLAttributes<HTMLSelectElement>, 'className' | 'onChange'> & {
  choices: readonly { value: string; word: string }[]
  onChoice: (value: string) => void
}

/** The platform's own menu: it is right for keyboards, screen readers and long lists. */
export function ChoiceInput({ choices, onChoice, ...others }: ChoiceProps) {
  return (
    <span className="relative block">
      <select
        {...others}
        onChange={(event) => onChoice(event.target.value)}
        className={classNames(
          controlLook,
          'appearance-none pr-9',
          borderLook(others['aria-invalid'] === true),
        )}
      >
        {choices.map(({ value, word }) => (
          <option key={value} value={value} className="bg-raised text-ink">
            {word}
          </option>
        ))}
      </select>
      <ChevronDown
        size={16}
        aria-hidden="true"
        className="pointer-events-none absolute top-2.5 right-2.5 text-ink-faint"
      />
    </span>
  )
}
