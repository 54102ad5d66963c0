// What of the lab's drawing stays where it is: the router with the name server, the two LANs, the host without VIP.
import { nameServerWords, labText } from '../text/lab-text.ts'
import { classNames } from '../ui/class-names.ts'
import type { LabUp } from './lab-places.ts'
import { cablePath } from './topology-layout.ts'
import type { TopologyLayout } from './topology-layout.ts'

/** As the lab gives them out: the first three parts of each LAN's addresses. */
const lanNetworks = { lan1: '198.51.100.0/24', lan2: '203.0.113.0/24' } as const

export function LanBars({ layout }: { layout: TopologyLayout }) {
  return (['lan1', 'lan2'] as const).map((lan) => {
    const { x, y, width, height } = layout.lans[lan]
    const { router } = layout
    const top = { x: x + width / 2, y }
    const bottom = {
      x: lan === 'lan1' ? router.x + router.width * 0.3 : router.x + router.width * 0.7,
      y: router.y + router.height,
    }
    return (
      <g key={lan}>
        <path
          d={cablePath(top, bottom)}
          fill="none"
          strokeWidth="2"
          className="stroke-line-strong"
        />
        <rect
          {...{ x, y, width, height }}
          rx={height / 2}
          className="fill-accent-soft stroke-accent/35"
        />
        <text x={x + 18} y={y + height / 2 + 4.5} className="fill-ink text-[13px] font-semibold">
          {lan}
        </text>
        <text
          x={x + width - 18}
          y={y + height / 2 + 4.5}
          textAnchor="end"
          className="fill-ink-soft font-mono text-[12px]"
        >
          {lanNetworks[lan]}
        </text>
      </g>
    )
  })
}

export function Router({ layout, status }: { layout: TopologyLayout; status: LabUp }) {
  const { x, y, width, height } = layout.router
  const { nameServer } = status
  const hasFailed = nameServer?.state === 'failed'
  const middle = x + width / 2
  return (
    <g>
      <rect
        {...{ x, y, width, height }}
        rx="12"
        className="fill-raised stroke-line-strong"
        strokeWidth="1.25"
      />
      <text
        x={middle}
        y={y + 27}
        textAnchor="middle"
        className="fill-ink text-[14px] font-semibold"
      >
        {labText.router}
      </text>
      <text
        x={middle}
        y={y + 48}
        textAnchor="middle"
        className={classNames('text-[12px]', hasFailed ? 'fill-fault' : 'fill-ink-soft')}
      >
        {nameServer === null
          ? labText.noNameServer
          : hasFailed
            ? labText.nameServerFailed
            : `${labText.nameServerAt(nameServer.addresses[0] ?? '')} · ${nameServerWords[nameServer.kind]}`}
      </text>
    </g>
  )
}

export function LegacyHost({ layout, status }: { layout: TopologyLayout; status: LabUp }) {
  const { x, y, width, height } = layout.legacy
  const middle = x + width / 2
  const { lan2 } = layout.lans
  return (
    <g>
      <path
        d={`M${middle} ${y}V${lan2.y + lan2.height}`}
        className="stroke-line-strong"
        strokeWidth="2"
      />
      <rect
        {...{ x, y, width, height }}
        rx="8"
        className="fill-panel stroke-line-strong"
        strokeWidth="1.25"
      />
      <text
        x={middle}
        y={y + 32}
        textAnchor="middle"
        className="fill-ink-soft text-[13px] font-medium"
      >
        {status.legacy.fqdn.split('.')[0]}
      </text>
      <text x={middle} y={y + 52} textAnchor="middle" className="fill-ink-faint text-[12px]">
        {labText.legacy}
      </text>
    </g>
  )
}
