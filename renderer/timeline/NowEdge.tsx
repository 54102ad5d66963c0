// The edge between what was and what is to come, of a move that goes on: it runs with the clock by animation frames, without
// any other part's being drawn again. Where motion is unwelcome it takes a step each second.
import { useEffect, useRef } from 'react'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { handoversText } from '../text/handovers-text.ts'
import { animate } from '../ui/animation.ts'
import { positionOf } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'
import { nowIn } from './use-shown-span.ts'

const calmStepMs = 1000

export function NowEdge({
  handover,
  scale,
  onPastEnd,
}: {
  handover: Handover
  scale: TimeScale
  onPastEnd: (nowMs: number) => void
}) {
  const veil = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const place = () => {
      const now = nowIn(handover)
      const x = Math.max(0, Math.min(scale.width, positionOf(scale, now)))
      if (veil.current !== null) veil.current.style.transform = `translateX(${x}px)`
      if (now > scale.to) onPastEnd(now)
    }
    return animate(place, calmStepMs)
  }, [handover, scale, onPastEnd])
  return (
    <div
      ref={veil}
      aria-hidden="true"
      className="absolute inset-y-0 left-0 w-full border-l-2 border-accent bg-panel will-change-transform"
    >
      <span className="absolute top-1 left-1.5 text-xs font-medium text-accent">
        {handoversText.now}
      </span>
    </div>
  )
}
