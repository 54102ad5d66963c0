// Figure 4 of the paper from the moves made here.
import { useStore } from 'zustand'
import { DistancePlot } from './DistancePlot.tsx'
import { useDesk } from '../state/desk-store.ts'
import { labText } from '../text/lab-text.ts'
import { Section } from '../ui/Page.tsx'
import { LookAtHost } from './LookAtHost.tsx'
import { distancePoints } from './distance-points.ts'
import type { AskLab } from './use-lab-acts.ts'

export function DistanceFigure({ ask }: { ask: AskLab }) {
  const isLooking = useDesk((view) => view.viewpoint?.kind === 'lab')
  const points = useStore(distancePoints)
  return (
    <Section title={labText.distance} explanation={labText.distanceExplained}>
      <div className="@container">
        <div className="grid items-start gap-x-8 gap-y-3 @2xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
          <div className="min-w-0">
            <p className="text-xs text-ink-faint">{labText.outageAxis}</p>
            <DistancePlot points={points} />
            <p className="text-right text-xs text-ink-faint">{labText.distanceAxis}</p>
          </div>
          <div className="grid gap-2 text-fine text-ink-soft">
            {!isLooking && <LookAtHost ask={ask} />}
            {isLooking && points.length === 0 && (
              <p className="font-medium text-ink">{labText.noDistance}</p>
            )}
            <p>{labText.distanceLimit}</p>
          </div>
        </div>
      </div>
    </Section>
  )
}
