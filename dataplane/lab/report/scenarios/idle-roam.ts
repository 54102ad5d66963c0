// Nobody speaks for a while, then one host moves, and the other speaks first: to a place where nobody is any more, unless
// it has been told.
import { setTimeout as delay } from 'node:timers/promises'
import { monotonicNs } from '../monotonic.ts'
import { firstMessageMs } from '../outage.ts'
import { otherLan, pulledMs, untilHeard } from './measured-move.ts'
import { bothHosts } from './scenario.ts'
import type { Scenario } from './scenario.ts'

/** From the end of the move to the other host's first word. */
const SPEAKS_AFTER_MS = 1000

/** @param idleMs BARS says 60 s; a shorter time says so in the title */
export function idleRoam(idleMs: number): Scenario {
  return {
    name: 'idle-roam-udp',
    title: `idle for ${idleMs / 1000} s, one moves, the other speaks first, UDP`,
    transport: 'udp',
    metric: 'first-message',
    bar: ({ peer, nameServer }) => {
      const limit = 2 * nameServer + peer + 10
      return { median: limit, worst: limit }
    },
    paper: null,
    nameServerDelayMs: 0,
    mostRuns: idleMs > 10_000 ? 5 : 20,
    takesMs: idleMs + 2500,
    isForOthers: true,
    async run(stage, patienceMs) {
      const pair = await stage.stream('udp', bothHosts)
      try {
        for (const host of bothHosts) await pair.stopSending(host)
        await delay(idleMs)
        const to = { a: otherLan(stage.places.a) }
        await stage.move({ to, kind: 'break-before-make', pauseMs: pulledMs() })
        await delay(SPEAKS_AFTER_MS)
        const speaksNs = monotonicNs()
        await pair.startSending('b')
        await untilHeard(pair, ['b'], speaksNs, patienceMs)
        const records = await pair.records()
        return { value: firstMessageMs(records, 'b', speaksNs), usableNs: speaksNs, records }
      } finally {
        pair.stop()
      }
    },
  }
}
