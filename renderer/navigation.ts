// Which page is shown: the part of the address behind `#/`, so that back, forward and links work, in Electron as in a
// browser. `#/peers/home.example.org` is the page of one peer.
import { useSyncExternalStore } from 'react'
import { pageNames } from '../main/bridge/desk-state.ts'
import type { PageName } from '../main/bridge/desk-state.ts'

export type Place = { page: PageName; item: string | null }

export function placeOf(hash: string): Place | undefined {
  const [page, ...rest] = hash.replace(/^#\/?/, '').split('/')
  const known = pageNames.find((name) => name === page)
  if (known === undefined) return undefined
  const item = decoded(rest.join('/'))
  if (item === undefined) return undefined
  return { page: known, item: item === '' ? null : item }
}

/** Undefined for what no link of ours has, such as a lone `%` that a person typed. */
function decoded(item: string): string | undefined {
  try {
    return decodeURIComponent(item)
  } catch {
    return undefined
  }
}

export function hashOf({ page, item }: Place): string {
  return item === null ? `#/${page}` : `#/${page}/${encodeURIComponent(item)}`
}

export function goTo(page: PageName, item: string | null = null): void {
  location.hash = hashOf({ page, item })
}

/** Undefined where the address names no page. */
export function usePlace(): Place | undefined {
  const hash = useSyncExternalStore(watchHash, () => location.hash)
  return placeOf(hash)
}

function watchHash(onChange: () => void): () => void {
  addEventListener('hashchange', onChange)
  return () => removeEventListener('hashchange', onChange)
}
