// What can be done with a timeline: which time it shows, on which scale, and saving it.
import { Download, ZoomIn, ZoomOut } from 'lucide-react'
import { handoversText } from '../text/handovers-text.ts'
import { Button } from '../ui/Button.tsx'
import { SegmentedChoice } from '../ui/SegmentedChoice.tsx'
import type { Fit } from './fit.ts'
import type { Warp } from './time-scale.ts'
import type { ShownSpan } from './use-shown-span.ts'

const fits: readonly { value: Fit | 'chosen'; word: string }[] = [
  { value: 'gap', word: handoversText.fitGap },
  { value: 'all', word: handoversText.fitAll },
]
const warps: readonly { value: Warp; word: string }[] = [
  { value: 'linear', word: handoversText.linear },
  { value: 'log', word: handoversText.log },
]

export function TimelineTools({
  shown,
  onZoom,
  onSave,
}: {
  shown: ShownSpan
  onZoom: (factor: number) => void
  onSave: (ending: 'json' | 'svg') => void
}) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-3">
      <SegmentedChoice
        label={handoversText.fitLabel}
        choices={fits}
        chosen={shown.fit ?? 'chosen'}
        onChoice={(fit) => fit !== 'chosen' && shown.setFit(fit)}
      />
      <div className="flex gap-1">
        <Button
          kind="quiet"
          size="small"
          aria-label={handoversText.zoomOut}
          title={handoversText.zoomOut}
          onClick={() => onZoom(1 / 2)}
          icon={<ZoomOut size={16} aria-hidden="true" />}
        />
        <Button
          kind="quiet"
          size="small"
          aria-label={handoversText.zoomIn}
          title={handoversText.zoomIn}
          onClick={() => onZoom(2)}
          icon={<ZoomIn size={16} aria-hidden="true" />}
        />
      </div>
      <SegmentedChoice
        label={handoversText.warpLabel}
        choices={warps}
        chosen={shown.warp}
        onChoice={shown.setWarp}
      />
      <div className="ml-auto flex gap-1">
        {(['json', 'svg'] as const).map((ending) => (
          <Button
            key={ending}
            kind="quiet"
            size="small"
            title={ending === 'json' ? handoversText.saveJsonLabel : handoversText.saveSvgLabel}
            aria-label={
              ending === 'json' ? handoversText.saveJsonLabel : handoversText.saveSvgLabel
            }
            onClick={() => onSave(ending)}
            icon={<Download size={15} aria-hidden="true" />}
          >
            {ending === 'json' ? handoversText.saveJson : handoversText.saveSvg}
          </Button>
        ))}
      </div>
    </div>
  )
}
