// What a person has chosen on a page, such as a list's filter: kept by name while they look at others, as `useState` keeps
// it for a component.
import { useCallback } from 'react'
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'

const store = createStore<{ values: ReadonlyMap<string, unknown> }>()(() => ({ values: new Map() }))

/** @param name of one place alone, which gives its type; @param first until something is chosen */
export function useKept<Value>(
  name: string,
  first: Value,
): [value: Value, keep: (next: Value) => void] {
  const value = useStore(store, ({ values }) =>
    values.has(name) ? (values.get(name) as Value) : first,
  )
  const keep = useCallback(
    (next: Value) => store.setState(({ values }) => ({ values: new Map(values).set(name, next) })),
    [name],
  )
  return [value, keep]
}
