// Counters of dropped packets with their reasons, the largest first.
import { countText } from '../text/quantities.ts'
import { dropText } from '../text/drop-text.ts'

export function DropCounters({
  drops,
  none,
}: {
  drops: Readonly<Record<string, number>>
  /** Said when there are none. */
  none: string
}) {
  const counted = Object.entries(drops)
    .filter(([, count]) => count > 0)
    .toSorted(([, one], [, other]) => other - one)
  if (counted.length === 0) return <span className="text-ink-soft">{none}</span>
  return (
    <ul className="grid gap-1">
      {counted.map(([reason, count]) => (
        <li key={reason} className="flex gap-4">
          <span className="w-16 shrink-0 text-right tabular-nums">{countText(count)}</span>
          <span className="text-ink-soft">{dropText(reason)}</span>
        </li>
      ))}
    </ul>
  )
}
