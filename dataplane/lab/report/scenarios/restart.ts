// The helper of one host is killed while messages flow and started again: they must go on, and soon. By TCP its own
// timer, which has grown meanwhile, has a part in it.
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicNs } from '../monotonic.ts'
import { outageMs } from '../outage.ts'
import type { Transport } from '../stream-pair.ts'
import { untilHeard } from './measured-move.ts'
import { bothHosts, within } from './scenario.ts'
import type { Scenario } from './scenario.ts'

/** Whoever starts it again needs a moment, as systemd does. */
const DEAD_MS = 100
const GOES_ON_WITHIN_MS = 1000

function restart(transport: Transport): Scenario {
  return {
    name: `restart-${transport}`,
    title: `helper killed, started again after ${DEAD_MS / 1000} s, ${transport.toUpperCase()}`,
    transport,
    metric: 'outage',
    bar: within(GOES_ON_WITHIN_MS),
    paper: null,
    nameServerDelayMs: 0,
    mostRuns: 20,
    takesMs: 3000,
    isForOthers: false,
    async run(stage, patienceMs) {
      const { contestant } = stage
      if (contestant.restart === undefined) throw new Error('it cannot be started again')
      const pair = await stage.stream(transport, bothHosts)
      try {
        contestant.signal('a', 'SIGKILL')
        await delay(DEAD_MS)
        const startedNs = monotonicNs()
        await contestant.restart('a')
        await untilHeard(pair, bothHosts, startedNs, patienceMs)
        const records = await pair.records()
        return { value: outageMs(records, bothHosts, startedNs), usableNs: startedNs, records }
      } finally {
        pair.stop()
      }
    },
  }
}

export const restartScenarios: readonly Scenario[] = [restart('udp'), restart('tcp')]
