// The hosts that this computer has met, or one of them where the address names it.
import { useDeferredValue, useMemo } from 'react'
import type { Peer as PeerFact } from '../../dataplane/contract/model.ts'
import { bytesText, durationText } from '../../dataplane/contract/quantities.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { goTo, hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { byName, filteredPeers, sortedPeers, sortingAfter } from '../state/peer-list.ts'
import type { PeerFilter } from '../state/peer-list.ts'
import { useIsFresh } from '../state/sight.ts'
import { useKept } from '../state/use-kept.ts'
import { pageTitles } from '../text/frame-text.ts'
import { peersText } from '../text/peers-text.ts'
import { agoText } from '../text/quantities.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ListTools } from '../ui/ListTools.tsx'
import { Page } from '../ui/Page.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import { StateMark } from '../ui/StateMark.tsx'
import { TrustMark } from '../ui/TrustMark.tsx'
import { VirtualList } from '../ui/VirtualList.tsx'
import type { Column } from '../ui/VirtualList.tsx'
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
    <div className="grid gap-3">
      <ListTools
        label={peersText.filter}
        text={filter.text}
        onText={(text) => setFilter({ ...filter, text })}
        count={peersText.count(rows.length, peers.size)}
      >
        <SegmentedChoice
          label={peersText.state}
          choices={stateChoices}
          chosen={filter.state}
          onChoice={(state) => setFilter({ ...filter, state })}
        />
      </ListTools>
      {rows.length === 0 ? (
        <EmptyState
          title={peersText.noneMatch}
          action={<Button onClick={() => setFilter(all)}>{peersText.clearFilter}</Button>}
        >
          {peersText.noneMatchSentence}
        </EmptyState>
      ) : (
        <VirtualList
          label={peersText.list}
          rows={rows}
          keyOf={({ name }) => name}
          columns={columns}
          template="grid-cols-[minmax(0,2fr)_11.5rem_8rem] @3xl:grid-cols-[minmax(0,2fr)_11.5rem_8rem_5rem_10.5rem] @5xl:grid-cols-[minmax(0,2fr)_11.5rem_8rem_5.5rem_5rem_5rem_10.5rem] @7xl:grid-cols-[minmax(0,2fr)_11.5rem_9rem_minmax(11rem,1fr)_6rem_6rem_6rem_11rem]"
          sorting={sorting}
          onSort={(column) => setSorting(sortingAfter(sorting, column))}
          onOpen={({ name }) => goTo('peers', name)}
        />
      )}
    </div>
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
      cell: ({ name }) => (
        <a
          href={hashOf({ page: 'peers', item: name })}
          tabIndex={-1}
          className="font-medium hover:text-accent"
        >
          {name}
        </a>
      ),
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
