// The supervisor over connections that the test makes and ends, with a clock that it moves.
import { beforeEach, expect, it } from 'vitest'
import { ClientError } from '../../dataplane/client/client-error.ts'
import type { FactsFrame } from '../../dataplane/client/control-connection.ts'
import { FrameQueue } from '../../dataplane/client/frame-queue.ts'
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import { sampleStatus } from '../../dataplane/control/test/sample-facts.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { HelperState } from '../bridge/desk-state.ts'
import type { LaunchOutcome } from '../helper/launch-outcome.ts'
import { lostPatienceMs } from '../helper/limits.ts'
import type { HelperConnection } from '../helper/mirror.ts'
import { Supervisor } from '../helper/supervisor.ts'

const socket = '/run/vip/control.sock'

/** A helper that knows its status alone and answers nothing. */
class BareHelper implements HelperConnection {
  readonly helper = { version: '1.2.3', rights: 'write' as const }
  readonly #facts = new FrameQueue<FactsFrame>(10)
  readonly #events = new FrameQueue<never>(10)
  readonly #end = Promise.withResolvers<never>()

  async *followFacts(): AsyncGenerator<FactsFrame, never> {
    const changes: Change[] = [{ collection: 'status', value: sampleStatus }]
    yield { kind: 'snapshot', sequence: 1, isFirst: true, isLast: true, changes }
    for (;;) yield await this.#facts.next()
  }

  async *events(): AsyncGenerator<never, never> {
    for (;;) yield await this.#events.next()
  }

  call(): Promise<never> {
    return this.#end.promise
  }

  close(): void {
    const fault = new ClientError({ code: 'connection-ended', data: { socket } })
    this.#facts.fail(fault)
    this.#events.fail(fault)
  }
}

let clock: FakeClock
let running: BareHelper | undefined
let launches: PromiseWithResolvers<LaunchOutcome>[]
let phases: HelperState['phase'][]
let supervisor: Supervisor
beforeEach(() => {
  clock = new FakeClock()
  running = undefined
  launches = []
  phases = []
  supervisor = new Supervisor({
    ...{ clock, runDirectory: '/run/vip', onChanges: () => {}, onEvent: () => {} },
    connect: () =>
      running === undefined
        ? Promise.reject(new ClientError({ code: 'helper-not-running', data: { socket } }))
        : Promise.resolve(running),
    launch: () => {
      const launch = Promise.withResolvers<LaunchOutcome>()
      launches.push(launch)
      return launch.promise
    },
    onState: ({ phase }) => phases.push(phase),
  })
  supervisor.start()
})

async function settle(ms = 1100): Promise<void> {
  await clock.advanceAsync(ms)
  // The mirror gives windows a turn after a snapshot.
  await clock.advanceAsync(1)
  await clock.advanceAsync(1)
}

it('starts the helper when a person wants it, and again when it has crashed', async () => {
  await settle()
  expect(supervisor.state.phase).toBe('absent')
  supervisor.launch()
  supervisor.launch()
  expect(launches).toHaveLength(1)
  running = new BareHelper()
  await settle()
  expect(supervisor.state).toEqual({ phase: 'ready', version: '1.2.3', rights: 'write' })
  expect(supervisor.isOurs).toBe(true)
  const crashed = running
  running = undefined
  crashed.close()
  await settle(10)
  launches[0]?.resolve({ is: 'ended', status: 1, detail: 'a fault' })
  await settle(10)
  expect(supervisor.state).toMatchObject({ phase: 'restarting', attempt: 1 })
  await settle(500)
  expect(launches).toHaveLength(2)
  running = new BareHelper()
  await settle()
  expect(phases).toEqual([...['starting', 'ready', 'lost', 'restarting', 'starting', 'ready']])
})

it('keeps what a helper told that was lost, until nobody waits for it any more', async () => {
  running = new BareHelper()
  await settle()
  const lost = running
  running = undefined
  lost.close()
  await settle(lostPatienceMs - 10)
  const facts = () => supervisor.mirror.facts
  expect(supervisor.state.phase).toBe('lost')
  expect(facts().all()).toHaveLength(1)
  await settle(10)
  expect(supervisor.state.phase).toBe('absent')
  expect(facts().all()).toEqual([])
})

it('says what kept the helper from being run at all', async () => {
  supervisor.launch()
  launches[0]?.reject(new Error('spawn EAGAIN'))
  await settle(10)
  const reason = { code: 'could-not-start', detail: 'spawn EAGAIN' }
  expect(supervisor.state).toEqual({ phase: 'failed', reason })
})

it('does nothing more after stop, and leaves the helper running', async () => {
  running = new BareHelper()
  await settle()
  const known = phases.length
  const ended = running
  running = undefined
  ended.close()
  await settle(10)
  expect(phases.slice(known)).toEqual(['lost'])
  supervisor.launch()
  supervisor.stop()
  supervisor.stop()
  launches[0]?.resolve({ is: 'ended', status: 1, detail: null })
  await settle(60_000)
  supervisor.launch()
  expect(phases.slice(known)).toEqual(['lost', 'starting'])
  expect(launches).toHaveLength(1)
})
