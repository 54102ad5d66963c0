// What one receipt says in short: which way, when, why, and the figure.
import type { Handover } from '../../dataplane/contract/handovers.ts'
import {
  causeTexts,
  figureText,
  handoversText,
  headingText,
  longestOutage,
  summaryText,
} from '../text/handovers-text.ts'
import { machineTime } from '../text/quantities.ts'

export function ReceiptHeading({ handover, id }: { handover: Handover; id: string }) {
  const { cause, startedAt, state, from, to } = handover
  const outage = longestOutage(handover)
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-8 gap-y-3">
      <div className="grid min-w-0 gap-1">
        <p className="flex flex-wrap gap-x-2 text-fine text-ink-soft">
          <span>{causeTexts[cause]}</span>
          <span aria-hidden="true">·</span>
          <time dateTime={machineTime(startedAt)} className="tabular-nums">
            {handoversText.time(startedAt)}
          </time>
          <span aria-hidden="true">·</span>
          <span>{handoversText.moveNumber(handover.id)}</span>
        </p>
        <h2 id={id} className="text-xl leading-tight font-semibold tracking-tight">
          {headingText(handover)}
        </h2>
        <p className="text-ink-soft">{summaryText(handover)}</p>
        <p className="font-mono text-xs break-all text-ink-faint">
          {handoversText.placesText(from, to)}
        </p>
      </div>
      <div className="shrink-0 text-right" title={handoversText.outageExplained}>
        <p
          className={
            outage === null
              ? 'text-xl leading-9 font-semibold text-ink-soft'
              : 'text-3xl leading-9 font-semibold tracking-tight tabular-nums'
          }
        >
          {figureText(handover)}
        </p>
        <p className="text-fine text-ink-soft">
          {handoversText.outage(handover.partners.length, state === 'running' && outage !== null)}
        </p>
      </div>
    </header>
  )
}
