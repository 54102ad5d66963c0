// How far the axes of figure 4 reach. Pure.
import type { DistancePoint } from './distance-points.ts'
import { roundStep } from '../timeline/time-scale.ts'
import type { Extents } from '../plots/chart.ts'

/** Round figures beyond the farthest points, and at least the paper's nearest steps. */
export function distanceExtents(points: readonly DistancePoint[]): Extents {
  const farthest = Math.max(80, ...points.map(({ distanceMs }) => distanceMs * 1.15))
  const longest = Math.max(60, ...points.map(({ outageMs }) => outageMs * 1.15))
  const x = roundStep(farthest / 4) * 4
  const y = roundStep(longest / 4) * 4
  return { x: [-x * 0.03, x], y: [0, y] }
}
