// What the helper itself wrote of the last move, beside the plots: its figure, and the way to its timeline.
import { hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { figureText, headingText, summaryText } from '../text/handovers-text.ts'
import { labText } from '../text/lab-text.ts'
import { LookAtHost } from './LookAtHost.tsx'
import type { AskLab } from './use-lab-acts.ts'

export function LastReceipt({ ask }: { ask: AskLab }) {
  const viewpoint = useDesk((view) => view.viewpoint)
  const receipt = useDesk((view) => view.handovers.at(-1))
  return (
    <section className="grid content-start gap-3">
      <h2 className="text-base font-semibold">{labText.receipt}</h2>
      {viewpoint?.kind !== 'lab' ? (
        <LookAtHost ask={ask} />
      ) : receipt === undefined ? (
        <p className="text-fine text-ink-soft">{labText.noReceipt}</p>
      ) : (
        <div className="grid gap-1">
          <p className="text-3xl leading-none font-semibold tracking-tight tabular-nums">
            {figureText(receipt)}
          </p>
          <p className="text-fine text-ink-soft">
            {labText.receiptOf(viewpoint.host, receipt.cause, headingText(receipt))}{' '}
            {summaryText(receipt)}
          </p>
          <a
            href={hashOf({ page: 'handovers', item: String(receipt.id) })}
            className="justify-self-start text-fine font-medium text-accent underline-offset-4 hover:underline"
          >
            {labText.receiptLink}
          </a>
        </div>
      )}
    </section>
  )
}
