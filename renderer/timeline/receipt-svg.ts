// A receipt's drawing as an SVG file that stands alone: the page's colours, each event with its sentence as title, and the
// receipt itself as metadata. Pure.
import type { Handover } from '../../dataplane/contract/handovers.ts'
import type { ThemeColours } from '../ui/theme-colours.ts'
import {
  causeTexts,
  handoversText,
  phaseSentence,
  preciseText,
  summaryText,
  trackWords,
  headingText,
} from '../text/handovers-text.ts'
import { drawLane } from './drawing.ts'
import type { LaneDrawing } from './drawing.ts'
import type { Lane } from './lanes.ts'
import { isStroked, markPath } from './mark-shapes.ts'
import { positionOf, ticksOf } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'

const LEFT = 176
const TOP = 96
const EDGE = 24

export function receiptSvg(
  handover: Handover,
  lanes: readonly Lane[],
  scale: TimeScale,
  colours: ThemeColours,
  hostName: string,
): string {
  const isRunning = handover.state === 'running'
  const drawn = lanes.map((lane) => ({ lane, drawing: drawLane(lane, scale, isRunning) }))
  const height = drawn.reduce((sum, { drawing }) => sum + drawing.height, 0)
  const size = { width: LEFT + scale.width + EDGE, height: TOP + height + EDGE }
  let top = TOP
  const laneParts = drawn.map(({ lane, drawing }) => {
    const part = `<g transform="translate(${LEFT} ${top})">${laneSvg(lane, drawing, scale.width, hostName)}</g>`
    top += drawing.height
    return part
  })
  const { startedAt, id, cause } = handover
  const when = `${handoversText.day(startedAt)}, ${handoversText.time(startedAt)}`
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" width="${size.width}" height="${size.height}" font-family="Inter, system-ui, sans-serif" font-size="12">
<title>${escaped(`${handoversText.moveNumber(id)}: ${headingText(handover)}`)}</title>
<metadata>${escaped(JSON.stringify(handover))}</metadata>
<style>${styleSheet(colours)}</style>
<rect class="ground" width="100%" height="100%"/>
<text class="ink" x="${EDGE}" y="36" font-size="18" font-weight="600">${escaped(headingText(handover))}</text>
<text class="soft" x="${EDGE}" y="56">${escaped(`${causeTexts[cause]}, ${when}. ${summaryText(handover)}`)}</text>
<g transform="translate(${LEFT} 0)">${axisSvg(scale, TOP + height)}</g>
${laneParts.join('\n')}
</svg>
`
}

function styleSheet(colours: ThemeColours): string {
  const named = Object.entries(colours).flatMap(([token, colour]) => [
    `.fill-${token}{fill:${colour};stroke:none}`,
    `.stroke-${token}{stroke:${colour};fill:none;stroke-width:1.5}`,
  ])
  return [
    `.ground{fill:${colours.panel}}.ink{fill:${colours.ink}}.soft{fill:${colours['ink-soft']}}`,
    `.faint{fill:${colours['ink-faint']};font-size:11px}.line{stroke:${colours.line};fill:none}`,
    `.gap{fill:${colours.fault};fill-opacity:.12;stroke:${colours.fault};stroke-opacity:.6}`,
    `.figure{fill:${colours.fault};font-weight:600}`,
    ...named,
  ].join('')
}

function axisSvg(scale: TimeScale, bottom: number): string {
  return ticksOf(scale)
    .map(({ at, label }) => {
      const x = Math.round(positionOf(scale, at) * 10) / 10
      return `<path class="line" d="M${x} ${TOP - 8}V${bottom}"/><text class="faint" x="${x}" y="${TOP - 14}" text-anchor="middle">${label}</text>`
    })
    .join('')
}

function laneSvg(lane: Lane, drawing: LaneDrawing, right: number, hostName: string): string {
  const { gap, rows, bars, marks } = drawing
  const name = lane.owner.kind === 'host' ? hostName : lane.owner.name
  const parts = [
    `<path class="line" d="M${EDGE - LEFT} 0H${right}"/>`,
    `<text class="ink" x="${EDGE - LEFT}" y="19" font-weight="600">${escaped(name)}</text>`,
    ...rows.map(
      ({ track, y }) =>
        `<text class="faint" x="-12" y="${y + 4}" text-anchor="end">${trackWords[track]}</text>`,
    ),
  ]
  if (gap !== null) {
    parts.push(
      `<rect class="gap" x="${gap.x}" y="6" width="${gap.width}" height="${drawing.height - 12}"/>`,
      `<text class="figure" x="${gap.labelX}" y="20" text-anchor="${gap.anchor}">${escaped(gap.label)}</text>`,
    )
  }
  for (const { x, y, width, look, tone } of bars) {
    const opacity = look === 'solid' ? 0.32 : 0.16
    parts.push(
      `<rect class="fill-${tone}" fill-opacity="${opacity}" x="${x}" y="${y - 3}" width="${width}" height="6" rx="3"/>`,
    )
  }
  for (const { event, x, y, shape, tone, word } of marks) {
    const happened = lane.events[event]
    if (happened === undefined) continue
    const title = `${preciseText(happened.at)}: ${phaseSentence(happened)}`
    parts.push(
      `<g><title>${escaped(title)}</title><path class="${isStroked(shape) ? 'stroke' : 'fill'}-${tone}" d="${markPath(shape, x, y)}"/>${
        word === null ? '' : `<text class="faint" x="${x + 9}" y="${y + 4}">${word}</text>`
      }</g>`,
    )
  }
  return parts.join('')
}

/** Characters that XML does not have at all become the one that stands for such. */
function escaped(text: string): string {
  return text
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
