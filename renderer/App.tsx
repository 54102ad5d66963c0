// Which page the address names, in the frame of all pages.
import { useEffect } from 'react'
import type { ComponentType } from 'react'
import type { PageName } from '../main/bridge/desk-state.ts'
import { Frame } from './frame/Frame.tsx'
import { PageGuard } from './frame/PageGuard.tsx'
import { usePageFocus } from './frame/page-focus.ts'
import { goTo, usePlace } from './navigation.ts'
import { onPassing, useDesk } from './state/desk-store.ts'
import { frameText, pageTitles } from './text/frame-text.ts'
import { EmptyState } from './ui/EmptyState.tsx'
import { Page as PageShape } from './ui/Page.tsx'
import { Addresses } from './views/Addresses.tsx'
import { FirstRun } from './views/FirstRun.tsx'
import { Handovers } from './views/Handovers.tsx'
import { Lab } from './views/Lab.tsx'
import { Partners } from './views/Partners.tsx'
import { Peers } from './views/Peers.tsx'
import { Settings } from './views/Settings.tsx'
import { Status } from './views/Status.tsx'
import { Trust } from './views/Trust.tsx'

/** `item`: the part of the address behind the page's name. */
type PageComponent = ComponentType<{ item: string | null }>

const pages: Readonly<Record<PageName, PageComponent>> = {
  status: Status,
  peers: Peers,
  addresses: Addresses,
  partners: Partners,
  trust: Trust,
  handovers: Handovers,
  lab: Lab,
  settings: Settings,
  'first-run': FirstRun,
}

export function App() {
  const place = usePlace()
  const shell = useDesk((view) => view.shell)
  useEffect(() => onPassing((change) => change.part === 'show-page' && goTo(change.value)), [])
  const page = place?.page ?? (shell?.configured === false ? 'lab' : 'status')
  const item = place?.item ?? null
  // One peer has a page of its own; elsewhere an item is something chosen on the page.
  const ownItem = page === 'peers' ? item : null
  usePageFocus(`${page}/${ownItem ?? ''}`, ownItem ?? pageTitles[page])
  // What a page shows then is of before, and its buttons lead nowhere.
  const isGone = useDesk((view) => view.link === 'gone')
  const Page = pages[page]
  return (
    <Frame current={page}>
      <PageGuard key={page}>
        {isGone ? (
          <PageShape title={pageTitles[page]}>
            <EmptyState title={frameText.gone}>{frameText.goneSentence}</EmptyState>
          </PageShape>
        ) : (
          <Page item={item} />
        )}
      </PageGuard>
    </Frame>
  )
}
