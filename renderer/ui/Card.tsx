// A surface for what stands apart from the page: a question, a form's table, a drawing. Rows of facts need none.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export function Card({
  children,
  tone = 'plain',
  isFlush = false,
}: {
  children: ReactNode
  tone?: 'plain' | 'fault'
  /** Without inner space, for lists that go to the edge. */
  isFlush?: boolean
}) {
  return (
    <div
      className={classNames(
        'rounded-card border bg-panel',
        tone === 'fault' ? 'border-fault' : 'border-line',
        isFlush ? 'overflow-hidden' : 'p-5',
      )}
    >
      {children}
    </div>
  )
}
