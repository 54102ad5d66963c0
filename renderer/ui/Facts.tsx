// Facts by name: one row each, names to the left where there is room.
import type { ReactNode } from 'react'

export function Facts({ children }: { children: ReactNode }) {
  return <dl className="grid divide-y divide-line">{children}</dl>
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid gap-x-6 gap-y-0.5 py-2.5 sm:grid-cols-[11rem_minmax(0,1fr)] sm:items-baseline">
      <dt className="text-ink-soft">{name}</dt>
      <dd className="grid min-w-0 gap-1">{children}</dd>
    </div>
  )
}
