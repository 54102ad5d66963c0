// What tells the entries of one collection apart.
import type { Change } from './control-protocol.ts'
import type { CollectionName } from './model.ts'

/** All but the one that has a single entry. */
export type KeyedCollection = Exclude<CollectionName, 'status'>

/** A name has one entry of each kind but mappings: of its VIPs one is active, and those of before are shown, too. */
export function keyFieldOf(collection: KeyedCollection): 'name' | 'vip' {
  return collection === 'mappings' ? 'vip' : 'name'
}

export function keyOf(change: Exclude<Change, { collection: 'status' }>): string {
  return change.collection === 'mappings' ? change.vip : change.name
}
