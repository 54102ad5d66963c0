// What is the same on every page: whose helper it is and how it stands with it, the switch, the pages, and room for one.
import type { ReactNode } from 'react'
import type { PageName } from '../../main/bridge/desk-state.ts'
import { useDesk } from '../state/desk-store.ts'
import { frameText } from '../text/frame-text.ts'
import { TrustPrompts, usePromptedChecks } from '../trust/TrustPrompts.tsx'
import { Logo } from '../ui/Logo.tsx'
import { classNames } from '../ui/class-names.ts'
import { HelperLine } from './HelperLine.tsx'
import { LiveRegions } from './LiveRegions.tsx'
import { MobilitySwitch } from './MobilitySwitch.tsx'
import { SideNavigation } from './SideNavigation.tsx'
import { ViewpointSwitch } from './ViewpointSwitch.tsx'

export function Frame({ current, children }: { current: PageName; children: ReactNode }) {
  const checks = usePromptedChecks()
  const isLinked = useDesk((view) => view.link === 'open')
  // The Trust page has them itself.
  const hasPrompts = isLinked && checks.length > 0 && current !== 'trust'
  return (
    <div className="flex h-dvh flex-col md:flex-row">
      <button
        type="button"
        onClick={() => document.getElementById('page')?.focus()}
        className="fixed top-2 left-2 z-50 -translate-y-16 rounded-control bg-accent px-3 py-2 font-medium text-accent-ink focus:translate-y-0"
      >
        {frameText.skip}
      </button>
      <header className="relative flex shrink-0 flex-col gap-4 border-line bg-panel p-3 max-md:border-b md:w-56 md:overflow-y-auto md:border-r xl:w-60">
        <Whose />
        <div className="px-2.5">
          <MobilitySwitch />
        </div>
        <SideNavigation current={current} />
        <div className="grid gap-3 md:mt-auto">
          <ViewpointSwitch />
          <HelperLine />
        </div>
      </header>
      <main
        id="page"
        tabIndex={-1}
        className={classNames(
          // What only screen readers see lies in it, not in the document, which would scroll, too.
          'relative min-w-0 flex-1 overflow-y-auto outline-none',
          // What is behind a card can be scrolled out.
          hasPrompts && 'pb-[34rem]',
        )}
      >
        {children}
      </main>
      {hasPrompts && <TrustPrompts checks={checks} />}
      <LiveRegions />
    </div>
  )
}

/** The mark, and the name of the host that is looked at. */
function Whose() {
  const name = useDesk((view) => view.status?.name ?? null)
  const viewpoint = useDesk((view) => view.viewpoint)
  return (
    <div className="flex items-center gap-2.5 px-2 pt-1.5">
      <Logo />
      <div className="min-w-0 leading-tight">
        <p className="font-semibold tracking-tight">VIP</p>
        <p className="truncate text-xs text-ink-faint" title={name ?? undefined}>
          {name ??
            (viewpoint?.kind === 'lab'
              ? frameText.labViewpoint(viewpoint.host)
              : frameText.thisComputer)}
        </p>
      </div>
    </div>
  )
}
