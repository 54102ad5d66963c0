// A cell of a list that also has, smaller below, what has a column of its own where there is room for one.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export function TwoLines({
  children,
  below,
  className,
}: {
  children: ReactNode
  below: ReactNode
  /** The width from which the other column is shown. */
  className: '@3xl:hidden' | '@5xl:hidden'
}) {
  return (
    <span className="grid min-w-0 leading-tight">
      <span className="truncate">{children}</span>
      <span className={classNames('truncate text-xs text-ink-faint', className)}>{below}</span>
    </span>
  )
}
