// One connection to a helper over its control socket (contract/control-protocol.ts): calls, in any number at once, and one
// stream of facts and of events each. Whoever reads a stream slowly slows the connection down, its calls too.
import { once } from 'node:events'
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { join } from 'node:path'
import * as v from 'valibot'
import { callTable } from '../contract/calls.ts'
import type { CallInput, CallName, CallOutput } from '../contract/calls.ts'
import {
  controlSocketName,
  helperFrameSchema,
  maxReplyBytes,
  protocolVersion,
} from '../contract/control-protocol.ts'
import type { Change, ClientFrame, HelperFrame } from '../contract/control-protocol.ts'
import { VipError } from '../contract/errors.ts'
import { FrameLines } from '../contract/frame-lines.ts'
import type { CollectionName } from '../contract/model.ts'
import { systemClock } from '../lib/clock.ts'
import { ClientError } from './client-error.ts'
import { FrameQueue } from './frame-queue.ts'
import { answerWithinMs, maxWaitingFrames, slowAnswerWithinMs } from './limits.ts'

export type FactsFrame = Extract<HelperFrame, { kind: 'snapshot' | 'delta' | 'resync' }>
export type EventFrame = Extract<
  HelperFrame,
  { kind: 'event' | 'events-missed' | 'events-current' }
>
type Hello = Extract<HelperFrame, { kind: 'hello' }>

type Waiting<Answer> = { resolve: (answer: Answer) => void; reject: (error: Error) => void }

const slowCalls: ReadonlySet<CallName> = new Set([
  ...(['resolve', 'physicalAddress', 'doctor', 'ddnsUpdate', 'up', 'down'] as const),
])

/** As a number of the first event that is wanted: none of those that have happened. */
export const fromNowOn = Number.MAX_SAFE_INTEGER

export class ControlConnection {
  readonly #path: string
  readonly #socket: Socket
  readonly #greeted: Promise<Hello>
  #greeting: Waiting<Hello> | undefined
  readonly #calls = new Map<number, Waiting<unknown>>()
  readonly #facts = new FrameQueue<FactsFrame>(maxWaitingFrames)
  readonly #events = new FrameQueue<EventFrame>(maxWaitingFrames)
  /** Until it greets: the least. */
  #helper: Pick<Hello, 'version' | 'rights'> = { version: '', rights: 'read' }
  #nextId = 1
  #fault: Error | undefined

  private constructor(path: string, socket: Socket) {
    this.#path = path
    this.#socket = socket
    // Node 20, which other programs run on, has no `Promise.withResolvers`.
    this.#greeted = new Promise((resolve, reject) => (this.#greeting = { resolve, reject }))
    // Whoever connects hears of it, unless they have left.
    this.#greeted.catch(() => {})
    void this.#read()
  }

  /** @throws ClientError, VipError (too many clients) */
  static async connect(runDirectory: string): Promise<ControlConnection> {
    const path = join(runDirectory, controlSocketName)
    const connection = new ControlConnection(path, await openSocket(path))
    const hello = await connection.#inTime(connection.#greeted, answerWithinMs)
    connection.#helper = { version: hello.version, rights: hello.rights }
    if (hello.protocol === protocolVersion) return connection
    connection.close()
    const data = { helperVersion: hello.version, helperProtocol: hello.protocol }
    throw new ClientError({ code: 'other-protocol', data })
  }

  /** Which helper this is, and what it lets this client do. */
  get helper(): Pick<Hello, 'version' | 'rights'> {
    return this.#helper
  }

  get hasEnded(): boolean {
    return this.#fault !== undefined
  }

  /** @throws VipError with what the helper says against it; ClientError */
  async call<Name extends CallName>(call: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const id = this.#nextId
    this.#nextId += 1
    const answer = new Promise((resolve, reject) => this.#calls.set(id, { resolve, reject }))
    this.#send({ kind: 'call', id, call, input })
    const withinMs = slowCalls.has(call) ? slowAnswerWithinMs : answerWithinMs
    const result = await this.#inTime(answer, withinMs).finally(() => this.#calls.delete(id))
    const parsed = v.safeParse(callTable[call].output, result)
    if (!parsed.success) throw this.#notAHelper(v.summarize(parsed.issues))
    return parsed.output as CallOutput<Name>
  }

  /** All that there is in these collections. Once a connection. @throws ClientError, VipError */
  async facts(...collections: CollectionName[]): Promise<Change[]> {
    this.#send({ kind: 'watch', collections })
    const changes: Change[] = []
    for (;;) {
      const frame = await this.#inTime(this.#facts.next(), answerWithinMs)
      if (frame.kind !== 'snapshot') continue
      if (frame.isFirst) changes.length = 0
      changes.push(...frame.changes)
      if (!frame.isLast) continue
      // What changes later nobody asked for.
      this.#facts.close()
      return changes
    }
  }

  /**
   * The facts of these collections without end: a snapshot, each change, and another snapshot after `resync`, which voids
   * what was before. Once a connection, and not with `facts`.
   * @throws ClientError, VipError
   */
  async *followFacts(...collections: CollectionName[]): AsyncGenerator<FactsFrame, never> {
    this.#send({ kind: 'watch', collections })
    try {
      for (let isWhole = false; ;) {
        const next = this.#facts.next()
        const frame: FactsFrame = await (isWhole ? next : this.#inTime(next, answerWithinMs))
        isWhole = frame.kind === 'delta' || (frame.kind === 'snapshot' && frame.isLast)
        yield frame
      }
    } finally {
      this.#facts.close()
    }
  }

  /**
   * Events without end, from that number on: 0 for all that are remembered, or `fromNowOn`. Once a connection.
   * @throws ClientError, VipError
   */
  async *events(from = 0): AsyncGenerator<EventFrame, never> {
    this.#send({ kind: 'watch-events', from })
    try {
      for (let isCurrent = false; ;) {
        const next = this.#events.next()
        const frame = await (isCurrent ? next : this.#inTime(next, answerWithinMs))
        if (frame.kind === 'events-current') isCurrent = true
        yield frame
      }
    } finally {
      this.#events.close()
    }
  }

  /** What waits for an answer fails. Idempotent. */
  close(): void {
    this.#end(new ClientError({ code: 'connection-ended', data: { socket: this.#path } }))
  }

  #send(frame: ClientFrame): void {
    if (this.#fault === undefined) this.#socket.write(`${JSON.stringify(frame)}\n`)
    else this.#failAll(this.#fault)
  }

  /** @throws ClientError for a helper that is silent, which ends the connection */
  async #inTime<Answer>(answer: Promise<Answer>, withinMs: number): Promise<Answer> {
    const cancel = systemClock.after(withinMs, () => {
      const data = { socket: this.#path, waitedMs: withinMs }
      this.#end(new ClientError({ code: 'no-answer', data }))
    })
    try {
      return await answer
    } finally {
      cancel()
    }
  }

  /** Never rejects: what went wrong is what all who wait are told. */
  async #read(): Promise<void> {
    const lines = new FrameLines(maxReplyBytes)
    let fault: Error
    try {
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        const pushed = lines.push(chunk)
        for (const line of pushed.lines) await this.#take(this.#parse(line))
        if (pushed.isTooLong) throw this.#notAHelper('a line is too long')
      }
      fault = new ClientError({ code: 'connection-ended', data: { socket: this.#path } })
    } catch (cause) {
      const data = { socket: this.#path }
      const isKnown = cause instanceof ClientError || cause instanceof VipError
      fault = isKnown ? cause : new ClientError({ code: 'connection-ended', data }, { cause })
    }
    this.#end(fault)
  }

  /** @throws VipError, ClientError where the connection cannot go on */
  async #take(frame: HelperFrame): Promise<void> {
    switch (frame.kind) {
      case 'hello':
        this.#greeting?.resolve(frame)
        return
      case 'result':
        this.#calls.get(frame.id)?.resolve(frame.result)
        return
      case 'error':
        if (frame.id === null) throw new VipError(frame.error)
        this.#calls.get(frame.id)?.reject(new VipError(frame.error))
        return
      case 'snapshot':
      case 'delta':
      case 'resync':
        return this.#facts.push(frame)
      case 'event':
      case 'events-missed':
      case 'events-current':
        return this.#events.push(frame)
      default:
        frame satisfies never
    }
  }

  /** The first fault stands. */
  #end(fault: Error): void {
    this.#fault ??= fault
    this.#socket.destroy()
    this.#failAll(this.#fault)
  }

  #failAll(fault: Error): void {
    this.#greeting?.reject(fault)
    for (const { reject } of this.#calls.values()) reject(fault)
    this.#facts.fail(fault)
    this.#events.fail(fault)
  }

  #parse(line: Uint8Array): HelperFrame {
    try {
      return v.parse(helperFrameSchema, JSON.parse(new TextDecoder().decode(line)))
    } catch (cause) {
      throw this.#notAHelper(cause instanceof Error ? cause.message : 'unreadable', cause)
    }
  }

  #notAHelper(problem: string, cause?: unknown): ClientError {
    const data = { socket: this.#path, problem }
    return new ClientError({ code: 'not-a-helper', data }, { cause })
  }
}

async function openSocket(path: string): Promise<Socket> {
  const socket = connect(path)
  try {
    await once(socket, 'connect')
    return socket
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const isForbidden = code === 'EACCES' || code === 'EPERM'
    const data = { socket: path }
    throw new ClientError(
      { code: isForbidden ? 'socket-forbidden' : 'helper-not-running', data },
      { cause },
    )
  }
}
