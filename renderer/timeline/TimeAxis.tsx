// The times above the lanes, and their lines behind them.
import { positionOf } from './time-scale.ts'
import type { Tick, TimeScale } from './time-scale.ts'

export function TimeAxis({ ticks, scale }: { ticks: readonly Tick[]; scale: TimeScale }) {
  return (
    <svg
      aria-hidden="true"
      width={scale.width}
      height="28"
      className="block overflow-visible text-xs"
    >
      {ticks.map(({ at, label }) => {
        const x = positionOf(scale, at)
        return (
          <g key={at}>
            <path d={`M${x} 22v6`} className="stroke-line-strong" />
            <text
              x={x}
              y={16}
              textAnchor={x > scale.width - 24 ? 'end' : 'middle'}
              className="fill-ink-soft tabular-nums"
            >
              {label}
            </text>
          </g>
        )
      })}
    </svg>
  )
}

export function TickLines({ ticks, scale }: { ticks: readonly Tick[]; scale: TimeScale }) {
  return (
    <svg
      aria-hidden="true"
      className="pointer-events-none absolute inset-0 size-full overflow-visible"
    >
      {ticks.map(({ at }) => (
        <line
          key={at}
          x1={positionOf(scale, at)}
          x2={positionOf(scale, at)}
          y1="0"
          y2="100%"
          className={at === 0 ? 'stroke-line-strong' : 'stroke-line'}
        />
      ))}
    </svg>
  )
}
