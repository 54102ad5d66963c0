// The lab's network as it is now: laptops glide to their LAN, cables hang where they are plugged in, the tunnel sags between
// both. All of it is one picture with a sentence for who does not see it.
import './topology.css'
import { useEffect, useState } from 'react'
import { useNow } from '../state/use-now.ts'
import { labText } from '../text/lab-text.ts'
import { useWidth } from '../ui/use-width.ts'
import { Cables } from './Cables.tsx'
import { Laptop } from './Laptop.tsx'
import { LanBars, LegacyHost, Router } from './TopologyParts.tsx'
import { TunnelLine } from './TunnelLine.tsx'
import { isLan, labHosts, otherLan } from './lab-moves.ts'
import type { LabHost, Lan } from './lab-moves.ts'
import { hostOf, tunnelStateOf } from './lab-places.ts'
import type { LabUp } from './lab-places.ts'
import { topologyLayout } from './topology-layout.ts'

export function Topology({
  status,
  statusAt,
  moving,
  isStreaming,
}: {
  status: LabUp
  /** When the lab said so, in milliseconds since 1970. */
  statusAt: number
  moving: readonly LabHost[]
  isStreaming: boolean
}) {
  const [width, measured] = useWidth()
  const lans = useShownLans(status, moving)
  const layout = topologyLayout(width)
  const tunnel = tunnelStateOf(status, Math.max(0, useNow() - statusAt))
  const label = labText.topologySentence(
    labHosts.map((host) => ({
      fqdn: hostOf(status, host)?.fqdn ?? host,
      lan: moving.includes(host) ? null : (hostOf(status, host)?.lan ?? null),
    })),
    labText.tunnelStates[tunnel],
  )
  const slots = { a: layout.slots.a[lans.a], b: layout.slots.b[lans.b] }
  return (
    <div ref={measured} className="overflow-x-auto">
      {width > 0 && (
        <svg
          role="img"
          aria-label={label}
          width={layout.width}
          height={layout.height}
          className="topology block"
        >
          <LanBars layout={layout} />
          <Router layout={layout} status={status} />
          <LegacyHost layout={layout} status={status} />
          <TunnelLine
            state={tunnel}
            isStreaming={isStreaming}
            slots={slots}
            screen={layout.screen}
          />
          {labHosts.map((host) => (
            <Cables key={host} host={host} status={status} layout={layout} slot={slots[host]} />
          ))}
          {labHosts.map((host) => (
            <Laptop
              key={host}
              host={host}
              status={status}
              slot={slots[host]}
              screen={layout.screen}
              isMoving={moving.includes(host)}
            />
          ))}
        </svg>
      )}
    </div>
  )
}

/** Where each laptop is drawn: on its way it glides to the other LAN, there are two. */
function useShownLans(status: LabUp, moving: readonly LabHost[]): Record<LabHost, Lan> {
  const [lastLans, setLastLans] = useState<Record<LabHost, Lan>>({ a: 'lan1', b: 'lan2' })
  const lanA = hostOf(status, 'a')?.lan
  const lanB = hostOf(status, 'b')?.lan
  const isQuiet = moving.length === 0
  useEffect(() => {
    if (isQuiet && isLan(lanA) && isLan(lanB)) setLastLans({ a: lanA, b: lanB })
  }, [isQuiet, lanA, lanB])
  const shown = (host: LabHost, lan: string | null | undefined): Lan => {
    if (moving.includes(host)) return otherLan(lastLans[host])
    return isLan(lan) ? lan : lastLans[host]
  }
  return { a: shown('a', lanA), b: shown('b', lanB) }
}
