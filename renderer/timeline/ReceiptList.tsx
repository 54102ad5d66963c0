// The receipts, newest first: which way, why, when, and the figure. One link is in the order of Tab; ↑ and ↓ lead on.
import { memo, useRef } from 'react'
import type { KeyboardEvent } from 'react'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { hashOf } from '../navigation.ts'
import { causeTexts, handoversText, headingText, outcomeText } from '../text/handovers-text.ts'
import { machineTime } from '../text/quantities.ts'
import { classNames } from '../ui/class-names.ts'
import { CauseShape } from './CauseShape.tsx'

export function ReceiptList({
  handovers,
  chosen,
}: {
  /** Newest first. */
  handovers: readonly Handover[]
  chosen: number | null
}) {
  // A receipt that is not here any more may be asked for: Tab still leads into the list.
  const reached = chosen ?? handovers[0]?.id
  const list = useRef<HTMLOListElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const links = [...(list.current?.querySelectorAll('a') ?? [])]
    const at = links.findIndex((link) => link === document.activeElement)
    const next = nextInList(event.key, at, links.length)
    if (at < 0 || next === null) return
    event.preventDefault()
    links[next]?.focus()
  }
  return (
    // The links within are the controls; keys reach the list by bubbling.
    <ol
      ref={list}
      aria-label={handoversText.listLabel}
      onKeyDown={onKeyDown}
      className="grid gap-px"
    >
      {handovers.map((handover) => (
        <ReceiptRow
          key={handover.id}
          handover={handover}
          isChosen={handover.id === chosen}
          isReached={handover.id === reached}
        />
      ))}
    </ol>
  )
}

function nextInList(key: string, at: number, count: number): number | null {
  if (key === 'ArrowDown') return Math.min(count - 1, at + 1)
  if (key === 'ArrowUp') return Math.max(0, at - 1)
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return null
}

const ReceiptRow = memo(function ReceiptRow({
  handover,
  isChosen,
  isReached,
}: {
  handover: Handover
  isChosen: boolean
  /** By Tab. */
  isReached: boolean
}) {
  const { id, cause, startedAt, state } = handover
  return (
    <li className="[contain-intrinsic-size:auto_3.5rem] [content-visibility:auto]">
      <a
        href={hashOf({ page: 'handovers', item: String(id) })}
        aria-current={isChosen ? 'true' : undefined}
        tabIndex={isReached ? 0 : -1}
        className={classNames(
          'grid grid-cols-[1.25rem_minmax(0,1fr)_auto] items-center gap-x-2.5 rounded-control px-3 py-2 -outline-offset-2',
          isChosen ? 'bg-accent-soft' : 'hover:bg-sunken',
        )}
      >
        <CauseShape cause={cause} />
        <span className="grid min-w-0 leading-tight">
          <span className="truncate font-medium">{headingText(handover)}</span>
          <span className="truncate text-xs text-ink-soft">{causeTexts[cause]}</span>
        </span>
        <span className="grid text-right leading-tight">
          <span
            className={classNames(
              'font-semibold tabular-nums',
              state === 'running' && 'text-accent',
            )}
          >
            {outcomeText(handover)}
          </span>
          <time dateTime={machineTime(startedAt)} className="text-xs text-ink-soft tabular-nums">
            {handoversText.time(startedAt)}
          </time>
        </span>
      </a>
    </li>
  )
})
