// A laptop of the lab: its name and VIP, which stay, and its address, which does not.
import { labText } from '../text/lab-text.ts'
import { classNames } from '../ui/class-names.ts'
import { addressOn, hostOf } from './lab-places.ts'
import type { LabUp } from './lab-places.ts'
import type { LabHost } from './lab-moves.ts'
import type { Point, TopologyLayout } from './topology-layout.ts'

export function Laptop({
  host,
  status,
  slot,
  screen: { width, height },
  isMoving,
}: {
  host: LabHost
  status: LabUp
  slot: Point
  screen: TopologyLayout['screen']
  isMoving: boolean
}) {
  const own = hostOf(status, host)
  const hasFailed = own?.tunnel.state === 'failed'
  const middle = width / 2
  const isNarrow = width < 124
  const address = isMoving ? null : addressOn(status, host)
  return (
    <g className="glides" style={{ transform: `translate(${slot.x}px, ${slot.y}px)` }}>
      <rect
        width={width}
        height={height}
        rx="10"
        strokeWidth={isMoving ? 2 : 1.25}
        className={classNames(
          'fill-raised',
          hasFailed ? 'stroke-fault' : isMoving ? 'stroke-accent' : 'stroke-line-strong',
        )}
      />
      <path
        d={`M-4 ${height + 3}H${width + 4}L${width - 2} ${height + 11}Q${width - 4} ${height + 13} ${width - 8} ${height + 13}H8Q4 ${height + 13} 2 ${height + 11}Z`}
        className="fill-sunken stroke-line-strong"
        strokeWidth="1.25"
        strokeLinejoin="round"
      />
      <text
        x={middle}
        y="32"
        textAnchor="middle"
        className={classNames('fill-ink font-semibold', isNarrow ? 'text-[13px]' : 'text-[15px]')}
      >
        {own?.fqdn ?? host}
      </text>
      <text
        x={middle}
        y="58"
        textAnchor="middle"
        className={classNames(
          'font-mono',
          isNarrow ? 'text-[11px]' : 'text-[13px]',
          own?.vip ? 'fill-accent' : 'fill-ink-faint',
        )}
      >
        {own?.vip ?? labText.noVip}
      </text>
      <text
        x={middle}
        y="82"
        textAnchor="middle"
        className={classNames(
          isNarrow ? 'text-[11px]' : 'text-[12px]',
          address === null ? 'fill-ink-faint' : 'fill-ink-soft font-mono',
        )}
      >
        {address ?? (isMoving ? labText.moving : labText.noAddress)}
      </text>
    </g>
  )
}
