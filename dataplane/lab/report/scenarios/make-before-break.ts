// The new link comes up before the old one goes, as when Wi-Fi is found before the cable is pulled: nothing may be lost.
import { monotonicNs } from '../monotonic.ts'
import { lostMessages } from '../outage.ts'
import { otherLan, untilHeard } from './measured-move.ts'
import { bothHosts, within } from './scenario.ts'
import type { Scenario } from './scenario.ts'

/** Both links are up for so long. */
const OVERLAP_MS = 200

export const makeBeforeBreak: Scenario = {
  name: 'make-before-break-udp',
  title: 'new link up before the old goes, UDP',
  transport: 'udp',
  metric: 'lost',
  bar: within(0),
  paper: null,
  nameServerDelayMs: 0,
  takesMs: 1500,
  isForOthers: true,
  async run(stage, patienceMs) {
    const pair = await stage.stream('udp', bothHosts)
    try {
      const to = { a: otherLan(stage.places.a) }
      const plan = { to, kind: 'make-before-break', pauseMs: OVERLAP_MS } as const
      const { usableNs } = await stage.move(plan)
      await untilHeard(pair, bothHosts, monotonicNs(), patienceMs)
      const records = await pair.records()
      return { value: lostMessages(records, bothHosts), usableNs, records }
    } finally {
      pair.stop()
    }
  },
}
