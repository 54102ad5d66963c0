// The tunnel between both laptops: drawn through where somebody was heard, dashed where nobody said anything, and its state as
// a word with its shape.
import { labText } from '../text/lab-text.ts'
import { StateShape } from '../ui/StateMark.tsx'
import { classNames } from '../ui/class-names.ts'
import type { LabHost } from './lab-moves.ts'
import type { TunnelState } from './lab-places.ts'
import { tunnelPath } from './topology-layout.ts'
import type { Point, TopologyLayout } from './topology-layout.ts'

const lines: Readonly<Record<Exclude<TunnelState, 'none'>, string>> = {
  active: 'stroke-alive',
  quiet: 'stroke-line-strong',
  negotiating: 'stroke-accent',
  pending: 'stroke-heed',
  unreachable: 'stroke-heed',
  invalid: 'stroke-fault',
  failed: 'stroke-fault',
}

export function TunnelLine({
  state,
  isStreaming,
  slots,
  screen,
}: {
  state: TunnelState
  isStreaming: boolean
  slots: Readonly<Record<LabHost, Point>>
  screen: TopologyLayout['screen']
}) {
  if (state === 'none') return null
  const endOf = ({ x, y }: Point) => ({ x: x + screen.width / 2, y: y + screen.height + 13 })
  const ends = { a: endOf(slots.a), b: endOf(slots.b) }
  const path = tunnelPath(ends.a, ends.b)
  const middle = { x: (ends.a.x + ends.b.x) / 2, y: ends.a.y + 60 }
  const words = labText.tunnelStates[state]
  const width = words.length * 6.5 + 40
  return (
    <g>
      <path
        d={path}
        style={{ d: `path("${path}")` }}
        fill="none"
        strokeWidth={state === 'active' ? 3 : 2}
        strokeLinecap="round"
        strokeDasharray={state === 'active' ? undefined : '2 7'}
        className={classNames('glides', lines[state])}
      />
      {isStreaming && (
        <path
          d={path}
          style={{ d: `path("${path}")` }}
          fill="none"
          strokeWidth="3"
          strokeLinecap="round"
          strokeDasharray="0.1 14"
          className="glides flows stroke-panel"
        />
      )}
      <g className="glides" style={{ transform: `translate(${middle.x}px, ${middle.y}px)` }}>
        <rect
          x={-width / 2}
          y="-13"
          width={width}
          height="26"
          rx="13"
          className="fill-panel stroke-line"
        />
        <g transform={`translate(${-width / 2 + 12} -6)`}>
          <StateShape state={state === 'failed' ? 'invalid' : state} />
        </g>
        <text x={-width / 2 + 30} y="4" className="fill-ink-soft text-[12px]">
          {words}
        </text>
      </g>
    </g>
  )
}
