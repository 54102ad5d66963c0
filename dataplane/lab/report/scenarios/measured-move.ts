// Most scenarios: messages flow, hosts move, and the time is taken until they flow again.
import { otherHost } from '../../address-plan.ts'
import type { LabHost } from '../../address-plan.ts'
import type { Places } from '../contestants/contestant.ts'
import type { Destinations } from '../move-steps.ts'
import { outageMs } from '../outage.ts'
import type { Stage } from '../stage.ts'
import type { StreamPair, Transport } from '../stream-pair.ts'
import type { Run } from './scenario.ts'

/**
 * Without any link, as while a cable is put in elsewhere: long enough that nothing is on its way any more, and never the same,
 * so that it meets no timer of anybody each time.
 */
export const pulledMs = () => 20 + Math.floor(Math.random() * 60)
/** What is shown of a stream after it has gone on. */
const MESSAGES_AFTERWARDS = 100

export interface MoveSettings {
  transport: Transport
  senders: readonly LabHost[]
  /** Where the hosts go, from where they are. */
  destinations(places: Places): Destinations
  /** Where they must be before; undefined where any place will do. */
  from?: (places: Places) => Places
  patienceMs: number
}

export async function measureMove(stage: Stage, settings: MoveSettings): Promise<Run> {
  const { transport, senders, patienceMs } = settings
  if (settings.from) await stage.bringTo(settings.from(stage.places))
  const pair = await stage.stream(transport, senders)
  try {
    const to = settings.destinations(stage.places)
    const plan = { to, kind: 'break-before-make', pauseMs: pulledMs() } as const
    const { usableNs, begunNs: leftNs } = await stage.move(plan)
    await untilHeard(pair, senders, usableNs, patienceMs)
    const records = await pair.records()
    return { value: outageMs(records, senders, usableNs), usableNs, leftNs, records }
  } finally {
    pair.stop()
  }
}

/** Until messages of each of the senders have come for a while, or patience has ended. */
export async function untilHeard(
  pair: StreamPair,
  senders: readonly LabHost[],
  afterNs: number,
  patienceMs: number,
): Promise<void> {
  await Promise.all(
    senders.map((sender) =>
      pair.hears(otherHost(sender), afterNs, MESSAGES_AFTERWARDS, patienceMs),
    ),
  )
}

export function otherLan(lan: Places['a']): Places['a'] {
  return lan === 'lan1' ? 'lan2' : 'lan1'
}
