// The trust store as a list of keys: which are shown, and in which order. Pure.
import type { KnownHost } from '../../dataplane/contract/model.ts'
import { sortedBy } from './sorting.ts'
import type { Sorting } from './sorting.ts'

export type KnownKey = KnownHost['keys'][number] & { id: string; name: string }

export function knownKeys(hosts: Iterable<KnownHost>): KnownKey[] {
  return [...hosts].flatMap(({ name, keys }) =>
    keys.map((key) => ({ ...key, name, id: `${name} ${key.state} ${key.fingerprint}` })),
  )
}

export function filteredKeys(keys: readonly KnownKey[], text: string): KnownKey[] {
  const wanted = text.trim()
  if (wanted === '') return [...keys]
  const name = wanted.toLowerCase()
  return keys.filter((key) => key.name.includes(name) || key.fingerprint.includes(wanted))
}

const keyOfColumn: Readonly<Record<string, (key: KnownKey) => string | number | null>> = {
  name: ({ name }) => name,
  proof: ({ state, proof }) => (state === 'rejected' ? 'rejected' : proof),
  since: ({ addedAt }) => addedAt,
}

export function sortedKeys(keys: readonly KnownKey[], { column, direction }: Sorting): KnownKey[] {
  return sortedBy(keys, keyOfColumn[column] ?? (({ name }) => name), direction)
}
