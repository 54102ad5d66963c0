// Which peers a list shows, and in which order. Pure.
import type { Peer } from '../../dataplane/contract/model.ts'
import { addressNumber, sortedBy } from './sorting.ts'
import type { Sorting } from './sorting.ts'

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
