// Which peers a list shows, and in which order. Pure.
import type { Peer } from '../../dataplane/contract/model.ts'
import type { Sorting } from '../ui/VirtualList.tsx'

export type PeerFilter = { text: string; state: 'all' | 'active' | 'quiet' | 'trouble' }

export function filteredPeers(peers: Iterable<Peer>, { text, state }: PeerFilter): Peer[] {
  const wanted = text.trim().toLowerCase()
  return [...peers].filter(
    (peer) => isInState(peer, state) && (wanted === '' || holds(peer, wanted)),
  )
}

function holds({ name, vip, localVip, endpoint }: Peer, wanted: string): boolean {
  return [name, vip, localVip, endpoint].some((each) => each?.includes(wanted) === true)
}

function isInState({ state, trust }: Peer, wanted: PeerFilter['state']): boolean {
  switch (wanted) {
    case 'all':
      return true
    case 'active':
    case 'quiet':
      return state === wanted
    case 'trouble':
      return (
        state === 'unreachable' ||
        state === 'invalid' ||
        state === 'pending' ||
        trust.state === 'changed'
      )
  }
}

/** Smaller is first; what has none is last, in either direction. */
const keyOfColumn: Readonly<Record<string, (peer: Peer) => string | number | null>> = {
  name: ({ name }) => name,
  state: ({ state }) => stateOrder[state],
  vip: ({ vip }) => (vip === null ? null : addressNumber(vip)),
  endpoint: ({ endpoint }) => endpoint,
  heard: ({ lastProofMs }) => lastProofMs,
  rtt: ({ rttMs }) => rttMs,
  received: ({ rxBytes }) => rxBytes,
  key: ({ trust }) => trust.state,
}

const stateOrder: Readonly<Record<Peer['state'], number>> = {
  active: 0,
  negotiating: 1,
  pending: 2,
  unreachable: 3,
  quiet: 4,
  invalid: 5,
}

export function sortedPeers(peers: readonly Peer[], { column, direction }: Sorting): Peer[] {
  return sortedBy(peers, keyOfColumn[column] ?? (({ name }) => name), direction)
}

/** Of equal keys the names decide, so that rows do not jump. */
export function sortedBy<Row extends { name: string }>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | number | null,
  direction: Sorting['direction'],
): Row[] {
  const sign = direction === 'ascending' ? 1 : -1
  return rows
    .map((row) => ({ row, key: keyOf(row) }))
    .sort((one, other) => {
      if (one.key === null || other.key === null) {
        if (one.key === other.key) return compared(one.row.name, other.row.name)
        return one.key === null ? 1 : -1
      }
      const order = compared(one.key, other.key)
      return order === 0 ? compared(one.row.name, other.row.name) : sign * order
    })
    .map(({ row }) => row)
}

function compared(one: string | number, other: string | number): number {
  if (one === other) return 0
  return one < other ? -1 : 1
}

/** So that `240.9.0.1` stands before `240.10.0.1`. */
export function addressNumber(address: string): number {
  return address.split('.').reduce((number, byte) => number * 256 + Number(byte), 0)
}

/** How a list is sorted until somebody presses a heading. */
export const byName: Sorting = { column: 'name', direction: 'ascending' }

/** The next sorting when a heading is pressed: the same column turns around. */
export function sortingAfter(sorting: Sorting, column: string): Sorting {
  const isSame = sorting.column === column
  const direction = isSame && sorting.direction === 'ascending' ? 'descending' : 'ascending'
  return { column, direction }
}
