// Figure 4's points: moves of both laptops at once, by how far the name server was. Receipts tell the outage, and the links'
// delays at that time the distance. Kept while the pages are open.
import { createStore } from 'zustand/vanilla'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { deskStore } from '../state/desk-store.ts'
import { longestOutage, placeWord } from '../text/handovers-text.ts'
import { isLan } from './lab-moves.ts'
import { nameServerDistanceMs } from './lab-places.ts'

export type DistancePoint = { key: string; distanceMs: number; outageMs: number }

const maxPoints = 500

export const distancePoints = createStore<readonly DistancePoint[]>()(() => [])

/** By the wall clock, while both laptops were on their way; `toMs` grows until they are not. */
type BothMoving = { fromMs: number; toMs: number }

/** What the desk says of a move comes later than the move, or its receipt, by so much at most. */
const toldWithinMs = 1500

/**
 * Each receipt of an own move that began while both were on their way becomes known when it is done, while the links are
 * still as they were. @returns a function that ends it
 */
export function collectDistancePoints(nowMs: () => number = Date.now): () => void {
  let both: BothMoving | null = null
  return deskStore.subscribe(({ handovers, viewpoint, lab }, before) => {
    if (lab !== before.lab && lab?.moving.length === 2) {
      const isNew = before.lab?.moving.length !== 2
      both = { fromMs: isNew || both === null ? nowMs() : both.fromMs, toMs: nowMs() }
    } else if (before.lab?.moving.length === 2 && both !== null) both.toMs = nowMs()
    if (handovers === before.handovers || viewpoint?.kind !== 'lab' || !lab?.status) return
    if (viewpoint !== before.viewpoint || both === null) return
    const seen = new Set(before.handovers)
    for (const handover of handovers) {
      const outageMs = longestOutage(handover)
      if (seen.has(handover) || outageMs === null || !isWithin(handover, both)) continue
      const { host } = viewpoint
      const lan = placeWord(handover.to)
      if (!isLan(lan)) continue
      // Of the link that it came to: there it asks, and there it is answered.
      const distanceMs = nameServerDistanceMs(lab.status, host, lan)
      addPoint({ key: `${host} ${handover.startedAt}`, distanceMs, outageMs })
    }
  })
}

function isWithin({ cause, state, startedAt }: Handover, { fromMs, toMs }: BothMoving): boolean {
  return (
    state === 'done' &&
    cause !== 'peer-moved' &&
    startedAt >= fromMs - toldWithinMs &&
    startedAt <= toMs + toldWithinMs
  )
}

function addPoint(point: DistancePoint): void {
  const others = distancePoints.getState().filter(({ key }) => key !== point.key)
  distancePoints.setState([...others, point].slice(-maxPoints), true)
}
