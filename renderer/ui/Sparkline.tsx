// A small line of what was lately; the figure beside it says what it is now.
import { sparklineShape } from './sparkline-path.ts'

const size = { width: 96, height: 24 }

export function Sparkline({
  values,
  capacity,
  label,
}: {
  values: readonly number[]
  /** How many fill the whole width. */
  capacity: number
  label: string
}) {
  const { line, area } = sparklineShape(values, { ...size, capacity })
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size.width} ${size.height}`}
      width={size.width}
      height={size.height}
      className="block shrink-0 text-series-1"
    >
      <path d={`M0 ${size.height - 0.5}H${size.width}`} className="stroke-line" strokeWidth="1" />
      <path d={area} fill="currentColor" opacity="0.14" />
      <path d={line} fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinejoin="round" />
    </svg>
  )
}
