// The shape of each page: its heading, what it is for, its actions, and sections below.
import { useId } from 'react'
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

/** Focus goes here when another page is shown (frame/page-focus.ts). */
export const pageHeadingId = 'page-heading'

export function Page({
  title,
  lede,
  actions,
  children,
  width = 'reading',
}: {
  title: ReactNode
  lede?: ReactNode
  actions?: ReactNode
  children: ReactNode
  /** `wide`: lists and drawings, which use what room there is. */
  width?: 'reading' | 'wide'
}) {
  return (
    <div
      className={classNames(
        'mx-auto grid w-full content-start gap-7 px-6 py-8 lg:px-10',
        width === 'reading' ? 'max-w-[64rem]' : 'max-w-[104rem]',
      )}
    >
      <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div className="grid min-w-0 gap-1">
          <h1
            id={pageHeadingId}
            tabIndex={-1}
            className="text-[1.625rem] leading-tight font-semibold tracking-tight break-words outline-none"
          >
            {title}
          </h1>
          {lede !== undefined && <p className="max-w-[46rem] text-pretty text-ink-soft">{lede}</p>}
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  )
}

export function Section({
  title,
  explanation,
  actions,
  children,
}: {
  title: string
  explanation?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  const id = useId()
  return (
    <section aria-labelledby={id} className="grid gap-3">
      <div className="flex flex-wrap items-end justify-between gap-3 border-b border-line pb-2">
        <div className="grid gap-0.5">
          <h2 id={id} className="text-base font-semibold">
            {title}
          </h2>
          {explanation !== undefined && (
            <p className="max-w-prose text-fine text-ink-soft">{explanation}</p>
          )}
        </div>
        {actions}
      </div>
      {children}
    </section>
  )
}
