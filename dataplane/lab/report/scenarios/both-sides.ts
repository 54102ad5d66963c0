// Both hosts move at once (the paper's two-sided switch, figures 3 and 4): from one LAN to the other together, with the name
// server beside them or far away, or each to where the other was.
import type { Places } from '../contestants/contestant.ts'
import type { Transport } from '../stream-pair.ts'
import { measureMove, otherLan } from './measured-move.ts'
import { bothHosts } from './scenario.ts'
import type { Bar, Scenario } from './scenario.ts'

/** Of figure 4, in ms; at 0 the name server is on the router, without a delay. */
export const nameServerDistances = [0, 50, 100, 200, 400] as const

const nearBars: Readonly<Record<Transport, Bar>> = {
  udp: { median: 20, worst: 80 },
  tcp: { median: 30, worst: 120 },
}

/** The paper's figure for UDP, with the name server on its LAN; for TCP it gives a shape only. */
const paperMs: Readonly<Record<Transport, number | null>> = { udp: 644, tcp: null }

interface BothSides {
  name: string
  what: string
  transport: Transport
  bar: Bar
  paper: number | null
  nameServerDelayMs: number
  from: (places: Places) => Places
}

function bothSides(settings: BothSides): Scenario {
  const { name, what, transport, bar, paper, nameServerDelayMs, from } = settings
  return {
    title: `${what}, ${transport.toUpperCase()}`,
    metric: 'outage',
    takesMs: 1600 + 3 * nameServerDelayMs,
    isForOthers: nameServerDelayMs === 0,
    bar: () => bar,
    ...{ name, transport, paper, nameServerDelayMs },
    run: (stage, patienceMs) =>
      measureMove(stage, {
        ...{ transport, senders: bothHosts, patienceMs, from },
        destinations: ({ a, b }) => ({ a: otherLan(a), b: otherLan(b) }),
      }),
  }
}

function together({ a }: Places): Places {
  return { a, b: a }
}

function apart({ a }: Places): Places {
  return { a, b: otherLan(a) }
}

const transports: readonly Transport[] = ['udp', 'tcp']

/** Of the two moves at some distance of the name server; the name of the scenario in the report. */
export function distanceName(transport: Transport, distanceMs: number): string {
  const base = `both-sides-${transport}`
  return distanceMs === 0 ? base : `${base}-dns-${distanceMs}`
}

export const bothSidesScenarios: readonly Scenario[] = [
  ...transports.map((transport) =>
    bothSides({
      name: distanceName(transport, 0),
      what: 'both move',
      bar: nearBars[transport],
      paper: paperMs[transport],
      nameServerDelayMs: 0,
      from: together,
      transport,
    }),
  ),
  ...transports.map((transport) =>
    bothSides({
      name: `cross-${transport}`,
      what: 'each moves to where the other was',
      bar: nearBars[transport],
      paper: null,
      nameServerDelayMs: 0,
      from: apart,
      transport,
    }),
  ),
  ...nameServerDistances
    .filter((distanceMs) => distanceMs > 0)
    .flatMap((distanceMs) =>
      transports.map((transport) => {
        const limit = 1.5 * distanceMs + 30
        return bothSides({
          name: distanceName(transport, distanceMs),
          what: `both move, name server ${distanceMs} ms away`,
          bar: { median: limit, worst: limit },
          paper: null,
          nameServerDelayMs: distanceMs,
          from: together,
          transport,
        })
      }),
    ),
]
