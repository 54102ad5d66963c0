// The receipts of moves, newest first, beside the chosen one drawn to scale while it is written.
import { useId, useMemo } from 'react'
import { Footprints } from 'lucide-react'
import { HelperGate } from '../frame/HelperGate.tsx'
import { goTo } from '../navigation.ts'
import { useDesk } from '../state/desk-store.ts'
import { handoversText } from '../text/handovers-text.ts'
import { ReceiptHeading } from '../timeline/ReceiptHeading.tsx'
import { ReceiptList } from '../timeline/ReceiptList.tsx'
import { Timeline } from '../timeline/Timeline.tsx'
import { Button } from '../ui/Button.tsx'
import { EmptyState } from '../ui/EmptyState.tsx'
import { Page } from '../ui/Page.tsx'

/** @param item the number of a receipt; null: the newest */
export function Handovers({ item }: { item: string | null }) {
  const viewpoint = useDesk((view) => view.viewpoint)
  const lede = viewpoint?.kind === 'lab' ? handoversText.ledeOf(viewpoint.host) : handoversText.lede
  return (
    <Page title={handoversText.title} lede={lede} width="wide">
      <HelperGate>
        {({ name }) => <Receipts item={item} hostName={name ?? handoversText.hostLane} />}
      </HelperGate>
    </Page>
  )
}

function Receipts({ item, hostName }: { item: string | null; hostName: string }) {
  const handovers = useDesk((view) => view.handovers)
  const newestFirst = useMemo(() => handovers.toReversed(), [handovers])
  const headingId = useId()
  if (handovers.length === 0) return <NoReceipts />
  const chosen = item === null ? newestFirst[0] : newestFirst.find(({ id }) => String(id) === item)
  return (
    <div className="@container">
      <div className="grid items-start gap-6 @4xl:grid-cols-[17rem_minmax(0,1fr)] @7xl:grid-cols-[21rem_minmax(0,1fr)]">
        <div className="max-h-56 overflow-y-auto @4xl:sticky @4xl:top-4 @4xl:max-h-[calc(100vh-3rem)]">
          <ReceiptList handovers={newestFirst} chosen={chosen?.id ?? null} />
        </div>
        {chosen === undefined ? (
          <EmptyState title={handoversText.goneTitle}>{handoversText.gone}</EmptyState>
        ) : (
          <article aria-labelledby={headingId} className="grid min-w-0 gap-5">
            <ReceiptHeading handover={chosen} id={headingId} />
            <Timeline key={chosen.id} handover={chosen} hostName={hostName} />
          </article>
        )}
      </div>
    </div>
  )
}

function NoReceipts() {
  return (
    <EmptyState
      title={handoversText.emptyTitle}
      icon={<Footprints size={28} aria-hidden="true" />}
      action={<Button onClick={() => goTo('lab')}>{handoversText.openLab}</Button>}
    >
      {handoversText.empty}
    </EmptyState>
  )
}
