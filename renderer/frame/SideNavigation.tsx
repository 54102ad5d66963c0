// The pages, beside each other's content. Each is a link, so that it can be opened, copied and gone back to.
import {
  Activity,
  ArrowLeftRight,
  FlaskConical,
  KeyRound,
  Laptop,
  ListChecks,
  Route,
  SlidersHorizontal,
  Waypoints,
} from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { pageNames } from '../../main/bridge/desk-state.ts'
import type { PageName } from '../../main/bridge/desk-state.ts'
import { hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { useKeysToCheck } from '../state/keys-to-check.ts'
import { frameText, pageTitles } from '../text/frame-text.ts'
import { Badge } from '../ui/Badge.tsx'
import { classNames } from '../ui/class-names.ts'

const icons: Readonly<Record<PageName, LucideIcon>> = {
  status: Activity,
  peers: Laptop,
  addresses: ArrowLeftRight,
  partners: Waypoints,
  handovers: Route,
  trust: KeyRound,
  lab: FlaskConical,
  settings: SlidersHorizontal,
  'first-run': ListChecks,
}

export function SideNavigation({ current }: { current: PageName }) {
  const isFirstRunDone = useDesk((view) => view.preferences?.firstRunDone ?? true)
  const { questions, changed } = useKeysToCheck()
  const count = questions.length + changed.length
  const shown = pageNames.filter((page) => page !== 'first-run' || !isFirstRunDone)
  return (
    <nav aria-label={frameText.navigation}>
      <ul className="flex gap-0.5 overflow-x-auto p-1 md:grid md:overflow-visible md:p-0">
        {shown.map((page) => {
          const Icon = icons[page]
          const isCurrent = page === current
          return (
            <li key={page}>
              <a
                href={hashOf({ page, item: null })}
                aria-current={isCurrent ? 'page' : undefined}
                className={classNames(
                  'flex h-9 items-center gap-2.5 rounded-control px-2.5 font-medium whitespace-nowrap transition-colors',
                  isCurrent
                    ? 'bg-accent-soft text-accent'
                    : 'text-ink-soft hover:bg-sunken hover:text-ink',
                )}
              >
                <Icon size={17} strokeWidth={1.9} aria-hidden="true" className="shrink-0" />
                <span className="flex-1">{pageTitles[page]}</span>
                {page === 'trust' && count > 0 && (
                  <Badge tone={changed.length > 0 ? 'fault' : 'heed'}>
                    <span aria-hidden="true">{count}</span>
                    <span className="sr-only">{frameText.keysToCheck(count)}</span>
                  </Badge>
                )}
              </a>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
