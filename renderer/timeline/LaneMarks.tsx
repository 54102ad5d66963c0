// The drawing of one lane: the gap as a hatched band, bars between question and answer, marks and their words.
import { classNames } from '../ui/class-names.ts'
import type { DrawnGap, DrawnMark, LaneDrawing } from './drawing.ts'
import { isStroked, markPath } from './mark-shapes.ts'
import type { Tone } from './tracks.ts'

/** Of the hatch that `HatchPatterns` defines. */
export const hatchIds = { gap: 'timeline-hatch-gap', away: 'timeline-hatch-away' } as const

const fills: Readonly<Record<Tone, string>> = {
  'series-1': 'fill-series-1',
  'series-2': 'fill-series-2',
  'series-3': 'fill-series-3',
  'series-4': 'fill-series-4',
  alive: 'fill-alive',
  fault: 'fill-fault',
}
const strokes: Readonly<Record<Tone, string>> = {
  'series-1': 'stroke-series-1',
  'series-2': 'stroke-series-2',
  'series-3': 'stroke-series-3',
  'series-4': 'stroke-series-4',
  alive: 'stroke-alive',
  fault: 'stroke-fault',
}

export function LaneMarks({ drawing, width }: { drawing: LaneDrawing; width: number }) {
  const { bars, marks, gap, height } = drawing
  return (
    <svg
      aria-hidden="true"
      width={width}
      height={height}
      className="pointer-events-none absolute inset-0 block overflow-visible"
    >
      {gap !== null && <GapBand gap={gap} height={height} />}
      {bars.map(({ x, y, width: length, look, tone }, at) => (
        <rect
          // Two may begin at the same place; bars of a lane are told by their order.
          key={at}
          x={x}
          y={y - 3}
          width={length}
          height="6"
          rx="3"
          className={look === 'hatched' ? undefined : fills[tone]}
          fill={look === 'hatched' ? `url(#${hatchIds.away})` : undefined}
          opacity={look === 'faint' ? 0.16 : look === 'solid' ? 0.34 : 1}
        />
      ))}
      {markGroups(marks).map(({ key, tone, isLine, d }) => (
        <path
          key={key}
          d={d}
          className={isLine ? classNames('fill-panel', strokes[tone]) : fills[tone]}
          strokeWidth={isLine ? 1.75 : undefined}
          strokeLinecap="round"
        />
      ))}
      {marks.map(
        ({ event, x, y, word }) =>
          word !== null && (
            <text key={event} x={x + 9} y={y + 4} className="fill-ink-soft text-[11px]">
              {word}
            </text>
          ),
      )}
    </svg>
  )
}

function GapBand({ gap, height }: { gap: DrawnGap; height: number }) {
  const { x, width, label, labelX, anchor, is } = gap
  return (
    <>
      <rect x={x} y={4} width={width} height={height - 8} rx="2" className="fill-fault/10" />
      <rect
        x={x}
        y={4}
        width={width}
        height={height - 8}
        rx="2"
        fill={`url(#${hatchIds.gap})`}
        className="stroke-fault/45"
      />
      {is !== 'open' && (
        <text
          x={labelX}
          y={19}
          textAnchor={anchor}
          className="fill-fault stroke-panel text-xs font-semibold tabular-nums"
          strokeWidth="3"
          paintOrder="stroke"
        >
          {label}
        </text>
      )}
    </>
  )
}

type MarkGroup = { key: string; tone: Tone; isLine: boolean; d: string }

/** Marks that look alike are one path: a timeline has a thousand. */
function markGroups(marks: readonly DrawnMark[]): MarkGroup[] {
  const groups = new Map<string, MarkGroup>()
  for (const { shape, tone, x, y } of marks) {
    const isLine = isStroked(shape)
    const key = `${tone} ${isLine}`
    const group = groups.get(key) ?? { key, tone, isLine, d: '' }
    group.d += markPath(shape, x, y)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Once a page, before what is hatched. */
export function HatchPatterns() {
  return (
    <svg aria-hidden="true" width="0" height="0" className="absolute">
      <defs>
        <pattern
          id={hatchIds.gap}
          width="7"
          height="7"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V7" className="stroke-fault/30" strokeWidth="1.5" />
        </pattern>
        <pattern
          id={hatchIds.away}
          width="5"
          height="5"
          patternUnits="userSpaceOnUse"
          patternTransform="rotate(45)"
        >
          <path d="M0 0V5" className="stroke-series-2" strokeWidth="2.5" />
        </pattern>
      </defs>
    </svg>
  )
}
