// The hosts that this computer has met, or one of them where the address names it.
import { useDeferredValue, useMemo } from 'react'
import type { Peer as PeerFact } from '../../dataplane/contract/model.ts'
import { bytesText, durationText } from '../../dataplane/contract/quantities.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { HostLink } from '../lists/HostLink.tsx'
import { HostList } from '../lists/HostList.tsx'
import { filteredPeers, sortedPeers } from '../lists/peer-list.ts'
import type { PeerFilter } from '../lists/peer-list.ts'
import { byName } from '../lists/sorting.ts'
import type { Column } from '../lists/VirtualList.tsx'
import { useDesk } from '../state/desk-store.ts'
import { useIsFresh } from '../state/sight.ts'
import { useKept } from '../state/use-kept.ts'
import { pageTitles } from '../text/frame-text.ts'
import { peersText } from '../text/peers-text.ts'
import { agoText } from '../text/quantities.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import { StateMark } from '../ui/StateMark.tsx'
import { TrustMark } from '../ui/TrustMark.tsx'
import { Peer } from './Peer.tsx'

export function Peers({ item }: { item: string | null }) {
  if (item !== null) return <Peer name={item} />
  return (
    <Page title={pageTitles.peers} lede={peersText.lede} width="wide">
      <HelperGate>{() => <PeerList />}</HelperGate>
    </Page>
  )
}

const all: PeerFilter = { text: '', state: 'all' }
const stateChoices = (['all', 'active', 'quiet', 'trouble'] as const).map((value) => ({
  value,
  word: peersText.states[value],
}))

function PeerList() {
  const peers = useDesk((view) => view.peers)
  const isFresh = useIsFresh()
  const [filter, setFilter] = useKept('peers, filter', all)
  const [sorting, setSorting] = useKept('peers, sorting', byName)
  // Ten thousand rows are sorted after the keystroke was drawn.
  const wanted = useDeferredValue(filter)
  const rows = useMemo(
    () => sortedPeers(filteredPeers(peers.values(), wanted), sorting),
    [peers, wanted, sorting],
  )
  const columns = useMemo(() => columnsOf(isFresh), [isFresh])
  if (peers.size === 0) {
    return <EmptyState title={peersText.empty}>{peersText.emptySentence}</EmptyState>
  }
  return (
    <HostList
      words={peersText}
      rows={rows}
      total={peers.size}
      columns={columns}
      template="grid-cols-[minmax(0,2fr)_11.5rem_8rem] @3xl:grid-cols-[minmax(0,2fr)_11.5rem_8rem_5rem_10.5rem] @5xl:grid-cols-[minmax(0,2fr)_11.5rem_8rem_5.5rem_5rem_5rem_10.5rem] @7xl:grid-cols-[minmax(0,2fr)_11.5rem_9rem_minmax(11rem,1fr)_6rem_6rem_6rem_11rem]"
      text={filter.text}
      onText={(text) => setFilter({ ...filter, text })}
      onClear={() => setFilter(all)}
      sorting={sorting}
      onSorting={setSorting}
    >
      <SegmentedChoice
        label={peersText.state}
        choices={stateChoices}
        chosen={filter.state}
        onChoice={(state) => setFilter({ ...filter, state })}
      />
    </HostList>
  )
}

const medium = 'hidden @3xl:block'
const wide = 'hidden @5xl:block'
const widest = 'hidden @7xl:block'

function columnsOf(isFresh: boolean): Column<PeerFact>[] {
  const { columns: words, none, never } = peersText
  const sortable = { isSortable: true }
  const figure = { isSortable: true, isFigure: true }
  return [
    {
      ...sortable,
      id: 'name',
      heading: words.name,
      cell: ({ name }) => <HostLink name={name} />,
    },
    {
      ...sortable,
      id: 'state',
      heading: words.state,
      cell: ({ state }) => <StateMark state={isFresh ? state : 'stale'} />,
    },
    {
      ...sortable,
      id: 'vip',
      heading: words.vip,
      cell: ({ vip }) => <span className="font-mono text-fine">{vip ?? none}</span>,
    },
    {
      ...sortable,
      id: 'endpoint',
      heading: words.endpoint,
      className: widest,
      cell: ({ endpoint }) => (
        <span className="font-mono text-fine text-ink-soft">{endpoint ?? none}</span>
      ),
    },
    {
      ...figure,
      id: 'heard',
      heading: words.heard,
      className: wide,
      cell: ({ lastProofMs }) => (lastProofMs === null ? never : agoText(lastProofMs)),
    },
    {
      ...figure,
      id: 'rtt',
      heading: words.rtt,
      className: medium,
      cell: ({ rttMs }) => (rttMs === null ? none : durationText(rttMs)),
    },
    {
      ...figure,
      id: 'received',
      heading: words.received,
      className: wide,
      cell: ({ rxBytes }) => bytesText(rxBytes),
    },
    {
      ...sortable,
      id: 'key',
      heading: words.key,
      className: medium,
      cell: ({ trust }) => <TrustMark state={trust.state} />,
    },
  ]
}
