// The active partners: by which path, how far, how much passes, and how long until DNS is asked about one that is silent.
import { useMemo } from 'react'
import type { Partner } from '../../dataplane/contract/model.ts'
import { durationText } from '../../dataplane/contract/quantities.ts'
import { HelperGate } from '../frame/HelperGate.tsx'
import { HostLink } from '../lists/HostLink.tsx'
import { VirtualList } from '../lists/VirtualList.tsx'
import type { Column } from '../lists/VirtualList.tsx'
import { goTo } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { useIsFresh } from '../state/sight.ts'
import { shownSeconds, throughputMeter } from '../state/throughput.ts'
import { useCountdown } from '../state/use-countdown.ts'
import { useNow } from '../state/use-now.ts'
import { pageTitles } from '../text/frame-text.ts'
import { leaseText, partnersText } from '../text/partners-text.ts'
import { rateText } from '../text/quantities.ts'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'
import { Sparkline } from '../ui/Sparkline.tsx'
import { StateMark } from '../ui/StateMark.tsx'
import { TwoLines } from '../ui/TwoLines.tsx'

export function Partners() {
  return (
    <Page title={pageTitles.partners} lede={partnersText.lede} width="wide">
      <HelperGate>{() => <PartnerList />}</HelperGate>
    </Page>
  )
}

function PartnerList() {
  const partners = useDesk((view) => view.partners)
  const rows = useMemo(
    () => [...partners.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1)),
    [partners],
  )
  if (rows.length === 0) {
    return <EmptyState title={partnersText.empty}>{partnersText.emptySentence}</EmptyState>
  }
  return (
    <div className="grid gap-3">
      <VirtualList
        label={partnersText.list}
        rows={rows}
        keyOf={({ name }) => name}
        columns={columns}
        template="grid-cols-[minmax(0,1fr)_11.5rem_5rem_3.5rem] @3xl:grid-cols-[minmax(0,1fr)_11.5rem_5rem_6rem_5.5rem_4rem] @5xl:grid-cols-[minmax(0,1.4fr)_11.5rem_minmax(12rem,1fr)_6rem_6rem_6.5rem_5rem]"
        onOpen={({ name }) => goTo('peers', name)}
      />
      <p className="text-fine text-ink-faint">{partnersText.leaseSentence}</p>
    </div>
  )
}

const { columns: words, none } = partnersText
const columns: readonly Column<Partner>[] = [
  {
    id: 'name',
    heading: words.name,
    cell: ({ name, endpoint }) => (
      <TwoLines below={<Path endpoint={endpoint} />} className="@5xl:hidden">
        <HostLink name={name} />
      </TwoLines>
    ),
  },
  { id: 'state', heading: words.state, cell: ({ name }) => <PartnerState name={name} /> },
  {
    id: 'path',
    heading: words.path,
    className: 'hidden @5xl:block',
    cell: ({ endpoint }) => (
      <span className="text-fine text-ink-soft">
        <Path endpoint={endpoint} />
      </span>
    ),
  },
  {
    id: 'rtt',
    heading: words.rtt,
    isFigure: true,
    cell: ({ rttMs }) => (rttMs === null ? none : durationText(rttMs)),
  },
  {
    id: 'throughput',
    heading: words.throughput,
    className: 'hidden @3xl:block',
    cell: ({ name }) => <ThroughputLine name={name} />,
  },
  {
    id: 'rate',
    heading: words.rate,
    isFigure: true,
    className: 'hidden @3xl:block',
    cell: ({ name }) => <Rate name={name} />,
  },
  {
    id: 'lease',
    heading: words.lease,
    isFigure: true,
    cell: ({ name, leaseMs }) => <Lease name={name} leaseMs={leaseMs} />,
  },
]

function Path({ endpoint }: Pick<Partner, 'endpoint'>) {
  return endpoint === null ? partnersText.noPath : <span className="font-mono">{endpoint}</span>
}

function PartnerState({ name }: { name: string }) {
  const state = useDesk((view) => view.peers.get(name)?.state)
  const isFresh = useIsFresh()
  return <StateMark state={isFresh && state !== undefined ? state : 'stale'} />
}

function ThroughputLine({ name }: { name: string }) {
  // The meter samples each second, too.
  useNow()
  const { series = [], perSecond = 0 } = throughputMeter.of(name) ?? {}
  return (
    <Sparkline
      values={series}
      capacity={shownSeconds}
      label={partnersText.throughput(name, perSecond)}
    />
  )
}

function Rate({ name }: { name: string }) {
  useNow()
  const throughput = throughputMeter.of(name)
  return throughput === undefined ? none : rateText(throughput.perSecond)
}

function Lease({ name, leaseMs }: Pick<Partner, 'name' | 'leaseMs'>) {
  const left = useCountdown(leaseMs)
  const wasHeard = useDesk((view) => {
    const peer = view.peers.get(name)
    return peer === undefined ? undefined : peer.lastProofMs !== null
  })
  const word = leaseText(left, wasHeard)
  return left === null ? <span className="text-ink-faint">{word}</span> : word
}
