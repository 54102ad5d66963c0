// Which mappings a list shows, and in which order: found by name or by address. Pure.
import type { Mapping } from '../../dataplane/contract/model.ts'
import { addressNumber, sortedBy } from './sorting.ts'
import type { Sorting } from './sorting.ts'

export function filteredMappings(mappings: Iterable<Mapping>, text: string): Mapping[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return [...mappings]
  return [...mappings].filter(({ name, vip, localVip, vip6 }) =>
    [name, vip, localVip, vip6].some((each) => each?.includes(wanted) === true),
  )
}

const keyOfColumn: Readonly<Record<string, (mapping: Mapping) => string | number | null>> = {
  name: ({ name }) => name,
  vip: ({ vip }) => addressNumber(vip),
  vip6: ({ vip6 }) => vip6,
  localVip: ({ localVip }) => addressNumber(localVip),
  state: ({ state }) => stateOrder[state],
  // The youngest first.
  age: ({ agreedAt }) => -agreedAt,
}

const stateOrder: Readonly<Record<Mapping['state'], number>> = {
  active: 0,
  temporary: 1,
  invalid: 2,
}

/** Of one name: the VIP that counts, then those of before, the youngest first. */
function inOneName(one: Mapping, other: Mapping): number {
  return stateOrder[one.state] - stateOrder[other.state] || other.agreedAt - one.agreedAt
}

export function sortedMappings(
  mappings: readonly Mapping[],
  { column, direction }: Sorting,
): Mapping[] {
  return sortedBy(
    mappings.toSorted(inOneName),
    keyOfColumn[column] ?? (({ name }) => name),
    direction,
  )
}
