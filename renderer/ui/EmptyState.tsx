// What a page says while there is nothing to show: why, and what makes it come.
import type { ReactNode } from 'react'

export function EmptyState({
  title,
  children,
  action,
  icon,
}: {
  title: string
  children?: ReactNode
  action?: ReactNode
  icon?: ReactNode
}) {
  return (
    <div className="grid justify-items-center gap-2 px-6 py-20 text-center">
      {icon !== undefined && <div className="mb-2 text-ink-faint">{icon}</div>}
      <h2 className="text-base font-semibold">{title}</h2>
      {children !== undefined && <p className="max-w-prose text-ink-soft">{children}</p>}
      {action !== undefined && <div className="mt-3">{action}</div>}
    </div>
  )
}
