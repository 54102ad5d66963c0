// The frame of all pages: navigation beside the page that the address names.
import { useEffect } from 'react'
import type { ComponentType } from 'react'
import { goTo, usePlace } from './navigation.ts'
import { onPassing, useDesk } from './state/desk-store.ts'
import { Handovers } from './views/Handovers.tsx'
import { Lab } from './views/Lab.tsx'

/** Pages that there are; `item`: the part of the address behind the page's name. */
const pages: Partial<Record<string, ComponentType<{ item: string | null }>>> = {
  handovers: Handovers,
  lab: Lab,
}

export function App() {
  const place = usePlace()
  const shell = useDesk((view) => view.shell)
  useEffect(() => onPassing((change) => change.part === 'show-page' && goTo(change.value)), [])
  const page = place?.page ?? (shell?.configured === false ? 'lab' : 'status')
  const Page = pages[page]
  return <main>{Page === undefined ? null : <Page item={place?.item ?? null} />}</main>
}
