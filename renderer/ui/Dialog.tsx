// A question that must be answered before anything else: focus stays inside, begins where the caller says, Escape leaves,
// and afterwards it is where it was before.
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import type { ReactNode, RefObject } from 'react'

export function Dialog({
  title,
  explanation,
  isOpen,
  onClose,
  initialFocus,
  children,
  actions,
}: {
  title: string
  explanation?: ReactNode
  isOpen: boolean
  onClose: () => void
  initialFocus?: RefObject<HTMLElement | null>
  children?: ReactNode
  actions: ReactNode
}) {
  return (
    <BaseDialog.Root open={isOpen} onOpenChange={(open) => !open && onClose()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className="fixed inset-0 z-40 bg-scrim" />
        <BaseDialog.Popup
          initialFocus={initialFocus}
          className="fixed top-1/2 left-1/2 z-50 grid max-h-[90vh] w-[min(32rem,calc(100vw-3rem))] -translate-1/2 gap-4 overflow-auto rounded-card border border-line bg-raised p-6 shadow-floating outline-none"
        >
          <BaseDialog.Title className="text-lg font-semibold tracking-tight">
            {title}
          </BaseDialog.Title>
          {explanation !== undefined && (
            <BaseDialog.Description className="text-ink-soft">{explanation}</BaseDialog.Description>
          )}
          {children}
          <div className="flex flex-wrap justify-end gap-2 pt-1">{actions}</div>
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}
