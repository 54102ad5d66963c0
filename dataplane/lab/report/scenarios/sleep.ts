// A host sleeps: its helper and its programs are stopped, it wakes elsewhere, and everything that happened meanwhile is news
// at once. A stopped process sees no jump between the machine's clocks, as after a real sleep, so this shows the half of it
// that the kernel tells.
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicNs } from '../monotonic.ts'
import { outageMs } from '../outage.ts'
import type { Transport } from '../stream-pair.ts'
import { otherLan, pulledMs, untilHeard } from './measured-move.ts'
import { bothHosts, within } from './scenario.ts'
import type { Scenario } from './scenario.ts'

const ASLEEP_MS = 2000
const WAKES_WITHIN_MS = 1000

function sleep(transport: Transport): Scenario {
  return {
    name: `sleep-${transport}`,
    title: `wakes elsewhere after a sleep of ${ASLEEP_MS / 1000} s, ${transport.toUpperCase()}`,
    metric: 'outage',
    bar: within(WAKES_WITHIN_MS),
    paper: null,
    nameServerDelayMs: 0,
    mostRuns: 20,
    takesMs: 4000,
    isForOthers: true,
    transport,
    async run(stage, patienceMs) {
      const { contestant } = stage
      const pair = await stage.stream(transport, bothHosts)
      try {
        contestant.signal('a', 'SIGSTOP')
        pair.signal('a', 'SIGSTOP')
        await delay(ASLEEP_MS)
        const to = { a: otherLan(stage.places.a) }
        await stage.moveUntold({ to, kind: 'break-before-make', pauseMs: pulledMs() })
        const wokeNs = monotonicNs()
        contestant.signal('a', 'SIGCONT')
        pair.signal('a', 'SIGCONT')
        await stage.tell()
        await untilHeard(pair, bothHosts, wokeNs, patienceMs)
        const records = await pair.records()
        return { value: outageMs(records, bothHosts, wokeNs), usableNs: wokeNs, records }
      } finally {
        pair.stop()
      }
    },
  }
}

export const sleepScenarios: readonly Scenario[] = [sleep('udp'), sleep('tcp')]
