// Which VIP stands for which name: found in both directions.
import { useDeferredValue, useMemo } from 'react'
import type { Mapping } from '../../dataplane/contract/model.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { HostLink } from '../lists/HostLink.tsx'
import { HostList } from '../lists/HostList.tsx'
import { filteredMappings, sortedMappings } from '../lists/mapping-list.ts'
import { byName } from '../lists/sorting.ts'
import type { Column } from '../lists/VirtualList.tsx'
import { useDesk } from '../state/desk-store.ts'
import { useKept } from '../state/use-kept.ts'
import { useNow } from '../state/use-now.ts'
import { addressesText } from '../text/addresses-text.ts'
import { pageTitles } from '../text/frame-text.ts'
import { agoText, machineTime, timeText } from '../text/quantities.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { MappingMark } from '../ui/MappingMark.tsx'
import { Page } from '../ui/Page.tsx'
import { TwoLines } from '../ui/TwoLines.tsx'

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
    <HostList
      words={addressesText}
      rows={rows}
      total={mappings.size}
      keyOf={({ vip }) => vip}
      columns={columns}
      template="grid-cols-[minmax(0,2fr)_8.5rem_8.5rem_7rem] @3xl:grid-cols-[minmax(0,2fr)_9rem_9rem_8rem_7rem] @5xl:grid-cols-[minmax(0,2fr)_minmax(9rem,1fr)_minmax(11rem,1fr)_minmax(9rem,1fr)_8rem_8rem]"
      text={text}
      onText={setText}
      sorting={sorting}
      onSorting={setSorting}
    />
  )
}

const { columns: words, none } = addressesText
const address = (text: string | null) => <span className="font-mono text-fine">{text ?? none}</span>
const columns: readonly Column<Mapping>[] = [
  {
    id: 'name',
    heading: words.name,
    isSortable: true,
    cell: ({ name }) => <HostLink name={name} />,
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
