// Keys that the person wants to look at later: their prompts stay away in this window, the questions stay open.
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

const store = createStore<{ ids: ReadonlySet<string> }>()(() => ({ ids: new Set() }))

/** Of the key, not of the name alone: another key of the same host is another question. */
export function questionId(name: string, fingerprint: string | null): string {
  return `${name} ${fingerprint}`
}

export function postpone(ids: readonly string[]): void {
  store.setState(({ ids: before }) => ({ ids: new Set([...before, ...ids]) }))
}

export function usePostponed(): ReadonlySet<string> {
  return useStore(store, (state) => state.ids)
}
