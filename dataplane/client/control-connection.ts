// One conversation with a helper over its control socket (contract/control-protocol.ts). A command
// of `vip` does one thing at a time, so that frames are simply read in their order.
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

/**
 * A helper that is alive greets and reads its tables in milliseconds; a loaded machine may take
 * longer.
 */
const answerWithinMs = 5000
/** Resolving waits up to 9 s for a person, and checks for servers that do not answer. */
const slowAnswerWithinMs = 30_000

type Event = Extract<HelperFrame, { kind: 'event' | 'events-missed' | 'events-current' }>

export class ControlClient {
  readonly #path: string
  readonly #socket: Socket
  readonly #frames: AsyncIterator<HelperFrame, undefined>
  #nextId = 1

  private constructor(path: string, socket: Socket) {
    this.#path = path
    this.#socket = socket
    this.#frames = this.#readFrames()
  }

  /** @throws ClientError, VipError (too many clients) */
  static async connect(runDirectory: string): Promise<ControlClient> {
    const path = join(runDirectory, controlSocketName)
    const client = new ControlClient(path, await openSocket(path))
    const hello = await client.#next(answerWithinMs)
    if (hello.kind === 'error') throw new VipError(hello.error)
    if (hello.kind !== 'hello') throw client.#notAHelper('it does not greet')
    if (hello.protocol !== protocolVersion) {
      const data = { helperVersion: hello.version, helperProtocol: hello.protocol }
      throw new ClientError({ code: 'other-protocol', data })
    }
    return client
  }

  /** @throws VipError with what the helper says against it; ClientError */
  async call<Name extends CallName>(call: Name, input: CallInput<Name>): Promise<CallOutput<Name>> {
    const id = this.#nextId
    this.#nextId += 1
    this.#send({ kind: 'call', id, call, input })
    const isSlow = call === 'resolve' || call === 'doctor' || call === 'up' || call === 'down'
    for (;;) {
      const frame = await this.#next(isSlow ? slowAnswerWithinMs : answerWithinMs)
      if (frame.kind === 'error' && (frame.id === id || frame.id === null)) {
        throw new VipError(frame.error)
      }
      if (frame.kind !== 'result' || frame.id !== id) continue
      const parsed = v.safeParse(callTable[call].output, frame.result)
      if (!parsed.success) throw this.#notAHelper(v.summarize(parsed.issues))
      return parsed.output as CallOutput<Name>
    }
  }

  /** All that there is in these collections. @throws ClientError, VipError */
  async facts(...collections: CollectionName[]): Promise<Change[]> {
    this.#send({ kind: 'watch', collections })
    const changes: Change[] = []
    for (;;) {
      const frame = await this.#next(answerWithinMs)
      if (frame.kind === 'error') throw new VipError(frame.error)
      if (frame.kind !== 'snapshot') continue
      if (frame.isFirst) changes.length = 0
      changes.push(...frame.changes)
      if (frame.isLast) return changes
    }
  }

  /** Events from the helper's start on, without end. @throws ClientError, VipError */
  async *events(): AsyncGenerator<Event, never> {
    this.#send({ kind: 'watch-events', from: 0 })
    let isCurrent = false
    for (;;) {
      const frame = await this.#next(isCurrent ? undefined : answerWithinMs)
      if (frame.kind === 'error') throw new VipError(frame.error)
      if (frame.kind === 'events-current') isCurrent = true
      if (
        frame.kind === 'event' ||
        frame.kind === 'events-missed' ||
        frame.kind === 'events-current'
      ) {
        yield frame
      }
    }
  }

  close(): void {
    this.#socket.destroy()
  }

  #send(frame: ClientFrame): void {
    this.#socket.write(`${JSON.stringify(frame)}\n`)
  }

  /** @param withinMs undefined: however long it takes */
  async #next(withinMs: number | undefined): Promise<HelperFrame> {
    let hasWaited = false
    const cancel =
      withinMs === undefined
        ? () => {}
        : systemClock.after(withinMs, () => {
            hasWaited = true
            this.#socket.destroy()
          })
    try {
      const { done, value } = await this.#frames.next()
      if (done !== true) return value
    } catch (error) {
      if (!hasWaited) throw error
    } finally {
      cancel()
    }
    const data = { socket: this.#path }
    throw hasWaited
      ? new ClientError({ code: 'no-answer', data: { ...data, waitedMs: withinMs ?? 0 } })
      : new ClientError({ code: 'connection-ended', data })
  }

  async *#readFrames(): AsyncGenerator<HelperFrame, undefined> {
    const lines = new FrameLines(maxReplyBytes)
    try {
      for await (const chunk of this.#socket as AsyncIterable<Buffer>) {
        const pushed = lines.push(chunk)
        for (const line of pushed.lines) yield this.#parse(line)
        if (pushed.isTooLong) throw this.#notAHelper('a line is too long')
      }
    } catch (cause) {
      if (cause instanceof ClientError) throw cause
      throw new ClientError({ code: 'connection-ended', data: { socket: this.#path } }, { cause })
    }
    return undefined
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
