// Host a moves while b stays (the paper's one-sided switch, figure 2). Whoever sends: a host that only listens must be found
// as fast as one that speaks.
import type { LabHost } from '../../address-plan.ts'
import type { Transport } from '../stream-pair.ts'
import { measureMove, otherLan } from './measured-move.ts'
import { bothHosts } from './scenario.ts'
import type { Bar, Scenario } from './scenario.ts'

const udpBar = () => ({ median: 2, worst: 10 })
const tcpBar = () => ({ median: 10, worst: 60 })

function oneSide(
  name: string,
  who: string,
  transport: Transport,
  senders: readonly LabHost[],
  bar: () => Bar,
  paper: number,
): Scenario {
  return {
    name,
    title: `one side moves, ${transport.toUpperCase()}, ${who}`,
    metric: 'outage',
    nameServerDelayMs: 0,
    takesMs: 1200,
    isForOthers: true,
    ...{ transport, bar, paper },
    run: (stage, patienceMs) =>
      measureMove(stage, {
        ...{ transport, senders, patienceMs },
        destinations: ({ a }) => ({ a: otherLan(a) }),
      }),
  }
}

export const oneSideScenarios: readonly Scenario[] = [
  oneSide('one-side-udp', 'both send', 'udp', bothHosts, udpBar, 23),
  oneSide('one-side-udp-mover-sends', 'the mover sends', 'udp', ['a'], udpBar, 23),
  oneSide('one-side-udp-other-sends', 'the other sends', 'udp', ['b'], udpBar, 23),
  oneSide('one-side-tcp', 'both send', 'tcp', bothHosts, tcpBar, 400),
]
