// Which VIP stands for which name: found in both directions.
import { useDeferredValue, useMemo } from 'react'
import type { Mapping } from '../../dataplane/contract/model.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { goTo, hashOf } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { filteredMappings, sortedMappings } from '../state/mapping-list.ts'
import { byName, sortingAfter } from '../state/peer-list.ts'
import { useKept } from '../state/use-kept.ts'
import { useNow } from '../state/use-now.ts'
import { addressesText } from '../text/addresses-text.ts'
import { pageTitles } from '../text/frame-text.ts'
import { agoText, machineTime, timeText } from '../text/quantities.ts'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { ListTools } from '../ui/ListTools.tsx'
import { MappingMark } from '../ui/MappingMark.tsx'
import { Page } from '../ui/Page.tsx'
import { TwoLines } from '../ui/TwoLines.tsx'
import { VirtualList } from '../ui/VirtualList.tsx'
import type { Column } from '../ui/VirtualList.tsx'

export function Addresses() {
  return (
    <Page title={pageTitles.addresses} lede={addressesText.lede} width="wide">
      <HelperGate>{() => <MappingList />}</HelperGate>
    </Page>
  )
}

function MappingList() {
  const mappings = useDesk((view) => view.mappings)
  const [text, setText] = useKept('addresses, filter', '')
  const [sorting, setSorting] = useKept('addresses, sorting', byName)
  const wanted = useDeferredValue(text)
  const rows = useMemo(
    () => sortedMappings(filteredMappings(mappings.values(), wanted), sorting),
    [mappings, wanted, sorting],
  )
  if (mappings.size === 0) {
    return <EmptyState title={addressesText.empty}>{addressesText.emptySentence}</EmptyState>
  }
  return (
    <div className="grid gap-3">
      <ListTools
        label={addressesText.filter}
        text={text}
        onText={setText}
        count={addressesText.count(rows.length, mappings.size)}
      />
      {rows.length === 0 ? (
        <EmptyState
          title={addressesText.noneMatch}
          action={<Button onClick={() => setText('')}>{addressesText.clearFilter}</Button>}
        >
          {addressesText.noneMatchSentence}
        </EmptyState>
      ) : (
        <VirtualList
          label={addressesText.list}
          rows={rows}
          keyOf={({ name }) => name}
          columns={columns}
          template="grid-cols-[minmax(0,2fr)_8.5rem_8.5rem_7rem] @3xl:grid-cols-[minmax(0,2fr)_9rem_9rem_8rem_7rem] @5xl:grid-cols-[minmax(0,2fr)_minmax(9rem,1fr)_minmax(11rem,1fr)_minmax(9rem,1fr)_8rem_8rem]"
          sorting={sorting}
          onSort={(column) => setSorting(sortingAfter(sorting, column))}
          onOpen={({ name }) => goTo('peers', name)}
        />
      )}
    </div>
  )
}

const { columns: words, none } = addressesText
const address = (text: string | null) => <span className="font-mono text-fine">{text ?? none}</span>
const columns: readonly Column<Mapping>[] = [
  {
    id: 'name',
    heading: words.name,
    isSortable: true,
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
    id: 'vip',
    heading: words.vip,
    isSortable: true,
    cell: ({ vip, vip6 }) => (
      <TwoLines below={<span className="font-mono">{vip6}</span>} className="@5xl:hidden">
        {address(vip)}
      </TwoLines>
    ),
  },
  {
    id: 'vip6',
    heading: words.vip6,
    className: 'hidden @5xl:block',
    cell: ({ vip6 }) => address(vip6),
  },
  {
    id: 'localVip',
    heading: words.localVip,
    isSortable: true,
    cell: ({ localVip }) => <span className="text-ink-soft">{address(localVip)}</span>,
  },
  {
    id: 'state',
    heading: words.state,
    isSortable: true,
    cell: ({ state, agreedAt }) => (
      <TwoLines below={<Age since={agreedAt} />} className="@3xl:hidden">
        <MappingMark state={state} />
      </TwoLines>
    ),
  },
  {
    id: 'age',
    heading: words.age,
    isSortable: true,
    isFigure: true,
    className: 'hidden @3xl:block',
    cell: ({ agreedAt }) => (
      <span className="text-ink-soft">
        <Age since={agreedAt} />
      </span>
    ),
  },
]

function Age({ since }: { since: number }) {
  const now = useNow(10_000)
  return (
    <time dateTime={machineTime(since)} title={addressesText.agreed(timeText(since))}>
      {agoText(Math.max(0, now - since))}
    </time>
  )
}
