// Figure 4's points: moves of both laptops at once, by how far the name server was. Receipts tell the outage, and the links'
// delays at that time the distance. Kept while the pages are open.
import { createStore } from 'zustand/vanilla'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { deskStore } from '../state/desk-store.ts'
import { longestOutage } from '../text/handovers-text.ts'
import { nameServerDistanceMs } from './lab-places.ts'

export type DistancePoint = { key: string; distanceMs: number; outageMs: number }

const maxPoints = 500

export const distancePoints = createStore<readonly DistancePoint[]>()(() => [])

/**
 * Whether both moved at once: only then does DNS tell of the partner something that it had not told itself.
 */
export function isOfBoth({ cause, state, partners }: Handover): boolean {
  return (
    state === 'done' &&
    cause !== 'peer-moved' &&
    partners.some(({ events }) => events.some(({ what }) => what === 'dns-answered'))
  )
}

/** Each receipt becomes known when it is done, while the links are still as they were. @returns a function that ends it */
export function collectDistancePoints(): () => void {
  return deskStore.subscribe(({ handovers, viewpoint, lab }, before) => {
    if (handovers === before.handovers || viewpoint?.kind !== 'lab' || !lab?.status) return
    if (viewpoint !== before.viewpoint) return
    const seen = new Set(before.handovers)
    for (const handover of handovers) {
      const outageMs = longestOutage(handover)
      if (seen.has(handover) || outageMs === null || !isOfBoth(handover)) continue
      const key = `${viewpoint.host} ${handover.startedAt}`
      addPoint({ key, distanceMs: nameServerDistanceMs(lab.status), outageMs })
    }
  })
}

function addPoint(point: DistancePoint): void {
  const others = distancePoints.getState().filter(({ key }) => key !== point.key)
  distancePoints.setState([...others, point].slice(-maxPoints), true)
}
