// Something to know on this page: what happened, and the one action that helps.
import type { ReactNode } from 'react'
import { Info, OctagonAlert, TriangleAlert } from 'lucide-react'
import { classNames } from './class-names.ts'

export type NoticeTone = 'info' | 'warning' | 'error'

const tones = {
  info: { look: 'border-line bg-panel', colour: 'text-accent', Icon: Info },
  warning: { look: 'border-heed/35 bg-heed-soft', colour: 'text-heed', Icon: TriangleAlert },
  error: { look: 'border-fault/35 bg-fault-soft', colour: 'text-fault', Icon: OctagonAlert },
} as const satisfies Record<NoticeTone, unknown>

export function Notice({
  tone,
  title,
  children,
  action,
  isAlert = false,
}: {
  tone: NoticeTone
  title: ReactNode
  children?: ReactNode
  action?: ReactNode
  /** It answers what a person has just done: said at once. */
  isAlert?: boolean
}) {
  const { look, colour, Icon } = tones[tone]
  return (
    <div
      role={isAlert ? 'alert' : undefined}
      className={classNames('flex items-start gap-3 rounded-control border px-4 py-3', look)}
    >
      <Icon size={18} aria-hidden="true" className={classNames('mt-px shrink-0', colour)} />
      <div className="grid min-w-0 flex-1 gap-0.5">
        <p className="font-medium break-words">{title}</p>
        {children !== undefined && <div className="break-words text-ink-soft">{children}</div>}
      </div>
      {action !== undefined && <div className="shrink-0 self-center">{action}</div>}
    </div>
  )
}
