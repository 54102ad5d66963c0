// What stands above a list: letters to look for, other choices, and how many rows there are.
import { useId } from 'react'
import type { ReactNode } from 'react'
import { Search } from 'lucide-react'

export function ListTools({
  label,
  text,
  onText,
  count,
  children,
}: {
  label: string
  text: string
  onText: (text: string) => void
  count: string
  children?: ReactNode
}) {
  const id = useId()
  return (
    <div className="flex flex-wrap items-center gap-3">
      <div className="relative w-72 max-w-full">
        <label htmlFor={id} className="sr-only">
          {label}
        </label>
        <Search
          size={16}
          aria-hidden="true"
          className="pointer-events-none absolute top-2.5 left-2.5 text-ink-faint"
        />
        <input
          id={id}
          type="search"
          value={text}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          onChange={(event) => onText(event.target.value)}
          className="h-9 w-full rounded-control border border-line-strong/70 bg-panel pr-3 pl-8.5 text-sm placeholder:text-ink-faint"
        />
      </div>
      {children}
      <p role="status" className="ml-auto text-fine text-ink-faint tabular-nums">
        {count}
      </p>
    </div>
  )
}
