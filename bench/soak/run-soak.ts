// Moves hosts while sessions go on, and collects what became of them.
import { setTimeout as delay } from 'node:timers/promises'
import { labHosts, otherHost } from '../../dataplane/lab/address-plan.ts'
import type { SeededRandom } from '../../dataplane/lab/measuring/seeded-random.ts'
import { summarize } from '../../dataplane/lab/measuring/statistics.ts'
import { lostMessages, outageMs } from '../../dataplane/lab/report/outage.ts'
import type { Stage } from '../../dataplane/lab/report/stage.ts'
import type { StreamPair } from '../../dataplane/lab/report/stream-pair.ts'
import { kindOf, randomMove } from './random-moves.ts'
import { patienceMs } from './sessions/session.ts'
import type { Session } from './sessions/session.ts'

/** So many messages after a move, in each direction, show that the path is there. */
const messagesToGoOn = 20

export type SoakOutcome = {
  seed: number
  /** That were made: fewer than wished for when something was lost. */
  moves: number
  sessions: { name: string; kept: boolean; detail: string }[]
  /** From the new link's being usable to the next UDP message, both ways; null: never. */
  outagesMs: { kind: string; moves: number; median: number | null; max: number | null }[]
  messages: { sent: number; lost: number }
}

export type SoakRun = {
  stage: Stage
  /** Of UDP messages, both ways. */
  pair: StreamPair
  sessions: readonly Session[]
  moves: number
  random: SeededRandom
  signal: AbortSignal
  onMove: (done: number) => void
}

/** Ends early when a session is lost. @throws the reason of `signal` */
export async function runSoak(run: SoakRun): Promise<SoakOutcome> {
  const lost = new Map<Session, string>()
  const moved: { kind: string; usableNs: number }[] = []
  while (moved.length < run.moves && lost.size === 0) {
    run.signal.throwIfAborted()
    const { plan, restMs } = randomMove(run.random, run.stage.places)
    const { usableNs } = await run.stage.move(plan)
    moved.push({ kind: kindOf(plan), usableNs })
    const where = `after move ${moved.length} (${kindOf(plan)})`
    await Promise.all(
      labHosts.map((host) => run.pair.hears(host, usableNs, messagesToGoOn, patienceMs)),
    )
    await Promise.all(run.sessions.map((one) => judge(one, () => one.check(), where, lost)))
    run.onMove(moved.length)
    await delay(restMs)
  }
  const sessions = []
  for (const session of run.sessions) {
    const detail = await judge(session, () => session.finish(), 'at the end', lost)
    sessions.push({
      name: session.name,
      kept: !lost.has(session),
      detail: lost.get(session) ?? detail ?? '',
    })
  }
  const records = await run.pair.records()
  const outages = moved.map(({ kind, usableNs }) => ({
    kind,
    ms: outageMs(records, labHosts, usableNs),
  }))
  const sent = records.a.sentNs.length + records.b.sentNs.length
  return {
    ...{ seed: run.random.seed, moves: moved.length, outagesMs: byKind(outages) },
    messages: { sent, lost: lostMessages(records, labHosts) },
    sessions: [streamOutcome(outages), ...sessions],
  }
}

/** @returns what it told; undefined when it was, or has been, lost */
async function judge<Told>(
  session: Session,
  ask: () => Promise<Told>,
  where: string,
  lost: Map<Session, string>,
): Promise<Told | undefined> {
  if (lost.has(session)) return undefined
  try {
    return await ask()
  } catch (error) {
    lost.set(session, `${error instanceof Error ? error.message : String(error)}, ${where}`)
    return undefined
  }
}

type Outage = { kind: string; ms: number | null }

function streamOutcome(outages: readonly Outage[]): SoakOutcome['sessions'][number] {
  const stopped = outages.findIndex(({ ms }) => ms === null || ms > patienceMs)
  const detail = stopped < 0 ? 'went on after each move' : `stopped at move ${stopped + 1}`
  return { name: `UDP messages ${otherHost('b')} to b and back`, kept: stopped < 0, detail }
}

function byKind(outages: readonly Outage[]): SoakOutcome['outagesMs'] {
  const kinds = [...new Set(outages.map(({ kind }) => kind))].toSorted()
  return kinds.map((kind) => {
    const values = outages.filter((one) => one.kind === kind).map(({ ms }) => ms ?? Infinity)
    const { median, max } = summarize(values)
    const finite = (value: number) => (Number.isFinite(value) ? value : null)
    return { kind, moves: values.length, median: finite(median), max: finite(max) }
  })
}
