// The lab: its network drawn, buttons that move its laptops, and the paper's figures from what arrives.
import { useEffect } from 'react'
import type { LabState } from '../../main/bridge/desk-state.ts'
import { DistanceFigure } from '../lab/DistanceFigure.tsx'
import { LabDown } from '../lab/LabDown.tsx'
import { LastReceipt } from '../lab/LastReceipt.tsx'
import { LinkControls } from '../lab/LinkControls.tsx'
import { MessagePlots } from '../lab/MessagePlots.tsx'
import { MoveControls } from '../lab/MoveControls.tsx'
import { StreamControls } from '../lab/StreamControls.tsx'
import { TerminalHints } from '../lab/TerminalHints.tsx'
import { Topology } from '../lab/Topology.tsx'
import { collectDistancePoints } from '../lab/distance-points.ts'
import { placesOf } from '../lab/lab-places.ts'
import type { LabUp } from '../lab/lab-places.ts'
import { liveStream } from '../lab/live-stream.ts'
import { useLabActs } from '../lab/use-lab-acts.ts'
import type { LabActs } from '../lab/use-lab-acts.ts'
import { useDesk } from '../state/desk-store.ts'
import { labText } from '../text/lab-text.ts'
import { Button } from '../ui/Button.tsx'
import { Notice } from '../ui/Notice.tsx'
import { Page } from '../ui/Page.tsx'

export function Lab() {
  const lab = useDesk((view) => view.lab)
  const acts = useLabActs()
  useEffect(() => {
    liveStream.start()
    const stopPoints = collectDistancePoints()
    return () => {
      stopPoints()
      liveStream.stop()
    }
  }, [])
  const isUp = lab?.phase.is === 'up'
  const problem = acts.problem ?? lab?.problem ?? null
  return (
    <Page
      title={labText.title}
      lede={labText.lede}
      width="wide"
      actions={
        isUp && (
          <Button isDisabled={acts.busy.has('labDown')} onClick={() => acts.ask('labDown', {})}>
            {labText.down}
          </Button>
        )
      }
    >
      {problem !== null && (
        <Notice tone="error" title={labText.problemTitle} isAlert>
          <p className="whitespace-pre-wrap">{problem}</p>
        </Notice>
      )}
      {lab === null ? (
        <p className="text-ink-soft">{labText.unknownState}</p>
      ) : (
        <LabInPhase lab={lab} acts={acts} />
      )}
    </Page>
  )
}

function LabInPhase({ lab, acts }: { lab: LabState; acts: LabActs }) {
  if (lab.phase.is !== 'up') {
    return <LabDown phase={lab.phase} ask={acts.ask} isBusy={acts.busy.has('labUp')} />
  }
  if (lab.status === null) return <p className="text-ink-soft">{labText.unknownState}</p>
  return <LabRunning lab={lab} status={lab.status} acts={acts} />
}

function LabRunning({ lab, status, acts }: { lab: LabState; status: LabUp; acts: LabActs }) {
  const { ask, busy } = acts
  const places = placesOf(status, lab.moving)
  const hasHelpers = status.mode === 'helpers'
  return (
    <div className="@container grid gap-6">
      {!hasHelpers && (
        <Notice tone="info" title={labText.staticTitle}>
          {labText.static}
        </Notice>
      )}
      <div className="grid items-start gap-x-12 gap-y-9 @5xl:grid-cols-[minmax(0,1fr)_19rem] @7xl:grid-cols-[minmax(0,1fr)_24rem]">
        <Topology
          status={status}
          statusAt={lab.statusAt ?? 0}
          moving={lab.moving}
          isStreaming={lab.stream.is === 'running'}
        />
        {/* Beside everything that it changes where there is room, else right below the drawing. */}
        <div className="grid items-start gap-x-12 gap-y-8 @xl:grid-cols-2 @5xl:sticky @5xl:top-6 @5xl:row-span-4 @5xl:grid-cols-1">
          <MoveControls
            places={places}
            ask={ask}
            isBusy={busy.has('labMove') || lab.moving.length > 0}
          />
          <StreamControls stream={lab.stream} ask={ask} isBusy={busy.has('labStream')} />
          <LinkControls status={status} places={places} ask={ask} />
          {hasHelpers && <LastReceipt ask={ask} />}
        </div>
        <MessagePlots stream={lab.stream} />
        {hasHelpers && (
          <>
            <DistanceFigure ask={ask} />
            <TerminalHints labName={status.name} />
          </>
        )}
      </div>
    </div>
  )
}
