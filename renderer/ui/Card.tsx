// A surface for what stands apart from the page: a question, a form's table, a drawing. Rows of facts need none.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export function Card({
  children,
  tone = 'plain',
}: {
  children: ReactNode
  tone?: 'plain' | 'fault'
}) {
  return (
    <div
      className={classNames(
        'rounded-card border bg-panel p-5',
        tone === 'fault' ? 'border-fault' : 'border-line',
      )}
    >
      {children}
    </div>
  )
}
