// Figure 4: the outage of moves of both laptops against the distance of the name server.
import { useEffect, useRef } from 'react'
import type { DistancePoint } from './distance-points.ts'
import { labText } from '../text/lab-text.ts'
import type { Extents, Plane } from '../plots/chart.ts'
import { distanceExtents } from './distance-extents.ts'
import type { ThemeColours } from '../ui/theme-colours.ts'
import { useChart } from '../plots/use-chart.ts'

const HEIGHT = 208

export function DistancePlot({ points }: { points: readonly DistancePoint[] }) {
  const newest = useRef(points)
  const [chart, ref] = useChart(() => ({
    height: HEIGHT,
    yAxisWidth: 52,
    xText: (ms) => `${Math.round(ms)} ms`,
    yText: (ms) => `${Math.round(ms)} ms`,
    draw: (plane, colours) => {
      drawFloor(plane, colours, distanceExtents(newest.current))
      drawPoints(plane, colours, newest.current)
    },
  }))
  useEffect(() => {
    newest.current = points
    chart.current?.show(distanceExtents(points))
  }, [chart, points])
  return (
    <div
      role="img"
      aria-label={labText.distanceSentence(points)}
      ref={ref}
      style={{ height: HEIGHT }}
    />
  )
}

/** One round trip: who asks where a partner is cannot know it earlier. */
function drawFloor({ context, ratio, xOf, yOf }: Plane, colours: ThemeColours, { x, y }: Extents) {
  const end = Math.min(x[1], y[1])
  context.beginPath()
  context.moveTo(xOf(0), yOf(0))
  context.lineTo(xOf(end), yOf(end))
  context.setLineDash([4 * ratio, 4 * ratio])
  context.strokeStyle = colours['line-strong']
  context.lineWidth = 1.25 * ratio
  context.stroke()
  context.setLineDash([])
}

function drawPoints(
  { context, ratio, xOf, yOf }: Plane,
  colours: ThemeColours,
  points: readonly DistancePoint[],
): void {
  context.fillStyle = colours['series-1']
  context.globalAlpha = 0.75
  for (const { distanceMs, outageMs } of points) {
    context.beginPath()
    context.arc(xOf(distanceMs), yOf(outageMs), 4 * ratio, 0, 2 * Math.PI)
    context.fill()
  }
  context.globalAlpha = 1
}
