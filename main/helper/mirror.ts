// A copy of what one helper knows: its facts and its newest receipts, followed over its control socket. Connects anew as
// long as it runs; what was known stays until the next connection has told all, or whoever has the copy lets it go.
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ClientError } from '../../dataplane/client/client-error.ts'
import type { ClientProblem } from '../../dataplane/client/client-error.ts'
import { ControlConnection, fromNowOn } from '../../dataplane/client/control-connection.ts'
import type { FactsFrame } from '../../dataplane/client/control-connection.ts'
import { firstRetryMs, maxRetryMs } from '../../dataplane/client/limits.ts'
import type { CallInput, CallName, CallOutput } from '../../dataplane/contract/calls.ts'
import { VipError } from '../../dataplane/contract/errors.ts'
import type { Fault } from '../../dataplane/contract/errors.ts'
import type { EventEntry } from '../../dataplane/contract/events.ts'
import { collectionNames } from '../../dataplane/contract/model.ts'
import { passed } from '../../dataplane/lib/clock.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import { messageOf } from '../../dataplane/lib/error-message.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { ChangeBatch } from './change-batch.ts'
import { FactCopy } from './fact-copy.ts'
import { ReceiptCopy } from './receipt-copy.ts'

/** How it stands with the connection. */
export type HelperLink =
  /** Connected; the first facts are awaited. */
  | { is: 'greeted' }
  /** The facts are all there. */
  | { is: 'open'; version: string; rights: 'read' | 'write' }
  /** Not connected, and tried again. */
  | { is: 'none'; why: ClientProblem | Fault }

/** Of a connection, and replaceable for tests. */
export type HelperConnection = Pick<
  ControlConnection,
  'helper' | 'call' | 'followFacts' | 'events' | 'close'
>

export interface MirrorOptions {
  runDirectory: string
  clock: Clock
  /** @throws ClientError, VipError */
  connect?: (runDirectory: string) => Promise<HelperConnection>
  onLink: (link: HelperLink) => void
  /** Facts and receipts, in batches. */
  onChanges: (changes: DeskChange[]) => void
  /** As they happen; none of those before the connection. */
  onEvent: (event: EventEntry) => void
}

export class Mirror {
  readonly #options: MirrorOptions
  readonly receipts: ReceiptCopy
  readonly #batch: ChangeBatch
  #facts = new FactCopy()
  /** Of a snapshot that is not all there yet. */
  #coming = new FactCopy()
  #ending = new AbortController()
  #hasOpened = false
  #connection: HelperConnection | undefined
  #isRunning = false

  constructor(options: MirrorOptions) {
    this.#options = options
    this.#batch = new ChangeBatch(options.clock, options.onChanges)
    this.receipts = new ReceiptCopy({
      clock: options.clock,
      ask: (since) => this.call('handovers', { since }),
      onChange: (change) => this.#batch.add(change),
    })
  }

  /** As they were told last. */
  get facts(): FactCopy {
    return this.#facts
  }

  /** Idempotent. */
  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    this.#ending = new AbortController()
    void this.#run(this.#ending.signal)
  }

  /** Ends the connection; nothing is told any more. Idempotent. */
  stop(): void {
    this.#isRunning = false
    this.#ending.abort()
    this.#connection?.close()
    this.#facts.clear()
    this.receipts.disconnected()
    this.receipts.clear()
    this.#batch.drop()
  }

  /** What a helper has told that does not come back means nothing. */
  forget(): void {
    const hadFacts = this.#facts.clear()
    const hadReceipts = this.receipts.clear()
    if (hadFacts) this.#batch.replaceFacts([])
    if (hadReceipts) this.#batch.add({ part: 'handovers', value: [] })
    this.#batch.flush()
  }

  /** @throws ClientError, VipError */
  async call<Name extends CallName>(name: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    if (this.#connection === undefined) {
      const data = { socket: this.#options.runDirectory }
      throw new ClientError({ code: 'helper-not-running', data })
    }
    return this.#connection.call(name, input)
  }

  /** Never rejects. */
  async #run(signal: AbortSignal): Promise<void> {
    const { clock, runDirectory, connect = connectTo } = this.#options
    let retryMs = firstRetryMs
    while (!signal.aborted) {
      this.#hasOpened = false
      try {
        const connection = await connect(runDirectory)
        if (signal.aborted) return connection.close()
        await this.#follow(connection)
      } catch (error) {
        if (signal.aborted) return
        if (this.#hasOpened) retryMs = firstRetryMs
        this.receipts.disconnected()
        this.#batch.flush()
        this.#options.onLink({ is: 'none', why: reasonOf(error, runDirectory) })
      }
      await passed(clock, retryMs, signal)
      retryMs = Math.min(retryMs * 2, maxRetryMs)
    }
  }

  /** Ends by an error alone, that of the connection. */
  async #follow(connection: HelperConnection): Promise<never> {
    this.#connection = connection
    this.#options.onLink({ is: 'greeted' })
    try {
      const [end] = await Promise.all([
        this.#followFacts(connection),
        this.#followEvents(connection),
      ])
      return end
    } finally {
      this.#connection = undefined
      connection.close()
    }
  }

  async #followFacts(connection: HelperConnection): Promise<never> {
    const frames = connection.followFacts(...collectionNames)
    for (;;) {
      const { value: frame } = await frames.next()
      this.#takeFacts(frame, connection)
      // A flood of changes must let windows have their turn.
      if (frame.kind === 'snapshot') await nextTurn()
    }
  }

  #takeFacts(frame: FactsFrame, connection: HelperConnection): void {
    switch (frame.kind) {
      case 'snapshot': {
        if (frame.isFirst) this.#coming = new FactCopy()
        for (const change of frame.changes) this.#coming.put(change)
        if (!frame.isLast) return
        this.#facts = this.#coming
        this.#hasOpened = true
        this.#batch.replaceFacts(this.#facts.all())
        this.#batch.flush()
        this.#options.onLink({ is: 'open', ...connection.helper })
        return
      }
      case 'delta':
        this.#facts.put(frame.change)
        this.#batch.addFact(frame.change)
        return
      // What is known stays until the snapshot that follows.
      case 'resync':
        return
      default:
        frame satisfies never
    }
  }

  async #followEvents(connection: HelperConnection): Promise<never> {
    const frames = connection.events(fromNowOn)
    for (;;) {
      const { value: frame } = await frames.next()
      switch (frame.kind) {
        case 'event':
          if ('handover' in frame.event) this.receipts.changed(frame.event.handover)
          this.#options.onEvent(frame.event)
          break
        // What happened before, or was missed, is in the receipts.
        case 'events-current':
        case 'events-missed':
          this.receipts.changed(1)
          break
        default:
          frame satisfies never
      }
    }
  }
}

async function connectTo(runDirectory: string): Promise<HelperConnection> {
  return ControlConnection.connect(runDirectory)
}

function reasonOf(error: unknown, runDirectory: string): ClientProblem | Fault {
  if (error instanceof ClientError) return error.problem
  if (error instanceof VipError) return error.fault
  const data = { socket: runDirectory, problem: messageOf(error) }
  return { code: 'not-a-helper', data }
}
