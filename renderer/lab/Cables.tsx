// The cables of one laptop: to each LAN that it is plugged into, with what the link does to packets written on it.
import { labText } from '../text/lab-text.ts'
import { classNames } from '../ui/class-names.ts'
import type { LabHost, Lan } from './lab-moves.ts'
import { impairmentOf, linkOf, pluggedLans } from './lab-places.ts'
import type { LabUp } from './lab-places.ts'
import { cablePath } from './topology-layout.ts'
import type { Point, TopologyLayout } from './topology-layout.ts'

export function Cables({
  host,
  status,
  layout,
  slot,
}: {
  host: LabHost
  status: LabUp
  layout: TopologyLayout
  slot: Point
}) {
  const plugged = pluggedLans(status, host)
  const from = { x: slot.x + layout.screen.width / 2, y: slot.y }
  return (['lan1', 'lan2'] as const).map((lan) => (
    <Cable
      key={lan}
      from={from}
      to={portOf(layout, host, lan)}
      isIn={plugged.includes(lan)}
      words={impairmentWords(status, host, lan)}
    />
  ))
}

function portOf({ slots, screen, lans }: TopologyLayout, host: LabHost, lan: Lan): Point {
  const bar = lans[lan]
  return { x: slots[host][lan].x + screen.width / 2, y: bar.y + bar.height }
}

function impairmentWords(status: LabUp, host: LabHost, lan: Lan): string {
  const { delayMs, lossPercent } = impairmentOf(linkOf(status, host, lan))
  return labText.impairment(delayMs, lossPercent)
}

function Cable({
  from,
  to,
  isIn,
  words,
}: {
  from: Point
  to: Point
  isIn: boolean
  words: string
}) {
  const path = cablePath(from, to)
  return (
    <g className={classNames('fades', isIn ? 'opacity-100' : 'opacity-0')}>
      <path
        d={path}
        style={{ d: `path("${path}")` }}
        fill="none"
        strokeWidth={words === '' ? 2 : 2.5}
        strokeDasharray={words === '' ? undefined : '1 6'}
        strokeLinecap="round"
        className={classNames('glides', words === '' ? 'stroke-line-strong' : 'stroke-heed')}
      />
      <rect
        x={to.x - 7}
        y={to.y - 4}
        width="14"
        height="9"
        rx="2.5"
        className="fill-panel stroke-line-strong"
        strokeWidth="1.25"
      />
      {words !== '' && <Label at={{ x: to.x, y: (from.y + to.y) / 2 + 3 }} words={words} />}
    </g>
  )
}

function Label({ at, words }: { at: Point; words: string }) {
  const width = words.length * 6.6 + 16
  return (
    <>
      <rect
        x={at.x - width / 2}
        y={at.y - 11}
        width={width}
        height="22"
        rx="11"
        className="fill-heed-soft stroke-heed/50"
      />
      <text
        x={at.x}
        y={at.y + 4}
        textAnchor="middle"
        className="fill-heed text-[11.5px] font-medium tabular-nums"
      >
        {words}
      </text>
    </>
  )
}
