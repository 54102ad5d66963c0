// One client: reads its requests, answers calls in any order, and sends its streams as fast as it
// takes them. However it behaves, what is kept for it is bounded: lines by length, calls by number,
// streams by the logs they read from.
import type { Socket } from 'node:net'
import * as v from 'valibot'
import {
  clientFrameSchema,
  maxReplyBytes,
  maxRequestBytes,
  protocolVersion,
} from '../contract/control-protocol.ts'
import type { ClientFrame, HelperFrame } from '../contract/control-protocol.ts'
import { VipError } from '../contract/errors.ts'
import type { Fault } from '../contract/errors.ts'
import { FrameLines } from '../contract/frame-lines.ts'
import type { Clock } from '../lib/clock.ts'
import { dispatchCall } from './call-dispatch.ts'
import type { DispatchOptions } from './call-dispatch.ts'
import type { Caller } from './caller-rights.ts'
import type { EventLog } from './event-log.ts'
import type { LineSource } from './line-source.ts'
import { idleTimeoutMs, maxCallsUnderWay } from './limits.ts'
import type { Redaction } from './redaction.ts'
import type { StateHub } from './state-hub.ts'

export type ConnectionOptions = DispatchOptions & {
  clock: Clock
  hub: StateHub
  events: EventLog
  redaction: Redaction
  version: string
}

export class ClientConnection {
  readonly caller: Caller
  readonly #socket: Socket
  readonly #options: ConnectionOptions
  readonly #lines = new FrameLines(maxRequestBytes)
  /** Requests read and not yet begun: at most those of one chunk. */
  readonly #waiting: Uint8Array[] = []
  readonly #underWay = new Set<number>()
  readonly #gone = new AbortController()
  readonly #streams: { facts?: LineSource; events?: LineSource } = {}
  #isEnding = false
  #cancelIdle: (() => void) | undefined

  constructor(socket: Socket, caller: Caller, options: ConnectionOptions) {
    this.#socket = socket
    this.caller = caller
    this.#options = options
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('drain', () => this.#goOn())
    // A client that closes its side has left, or was killed: what it has not read it will not read.
    socket.on('end', () => this.#end())
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#release())
    const { version } = options
    this.#send({ kind: 'hello', protocol: protocolVersion, version, rights: caller.rights })
    this.#watchIdle()
  }

  /** Ends the connection; calls under way are told that the helper stops. Idempotent. */
  stop(): void {
    for (const id of this.#underWay) this.#sendFault(id, { code: 'stopping', data: {} })
    this.#end()
  }

  #read(chunk: Buffer): void {
    if (this.#isEnding) return
    const { lines, isTooLong } = this.#lines.push(chunk)
    this.#waiting.push(...lines)
    this.#goOn()
    if (isTooLong) this.#refuse({ code: 'frame-too-long', data: { maxBytes: maxRequestBytes } })
  }

  /** Does what can be done now, and lets the kernel hold back the rest. */
  #goOn(): void {
    while (this.#canTakeRequest()) {
      const line = this.#waiting.shift()
      if (line === undefined) break
      this.#request(line)
    }
    this.#sendStreams()
    if (this.#canTakeRequest() && this.#waiting.length === 0) this.#socket.resume()
    else this.#socket.pause()
    this.#watchIdle()
  }

  #canTakeRequest(): boolean {
    const { writableNeedDrain } = this.#socket
    return !this.#isEnding && !writableNeedDrain && this.#underWay.size < maxCallsUnderWay
  }

  #request(line: Uint8Array): void {
    const read = readClientFrame(line)
    if ('problem' in read) {
      this.#refuse({ code: 'bad-frame', data: { problem: read.problem } })
      return
    }
    const { frame } = read
    const { hub, events } = this.#options
    const onNews = () => this.#sendStreams()
    switch (frame.kind) {
      case 'call':
        void this.#call(frame)
        return
      case 'watch':
        if (this.#streams.facts === undefined) {
          this.#streams.facts = hub.watch(frame.collections, onNews)
        } else this.#refuse(secondWatch)
        return
      case 'watch-events':
        if (this.#streams.events === undefined) {
          this.#streams.events = events.watch(frame.from, onNews)
        } else this.#refuse(secondWatch)
        return
      default:
        frame satisfies never
    }
  }

  /** Never rejects. */
  async #call({ id, call, input }: Extract<ClientFrame, { kind: 'call' }>): Promise<void> {
    if (this.#underWay.has(id)) {
      this.#refuse({ code: 'bad-frame', data: { problem: `a call ${id} is under way already` } })
      return
    }
    this.#underWay.add(id)
    try {
      const { signal } = this.#gone
      const result = await dispatchCall(this.#options, this.caller, call, input, signal)
      if (!this.#send({ kind: 'result', id, result })) {
        this.#options.onFault(new Error(`the answer to "${call}" is too long to send`))
        this.#sendFault(id, { code: 'internal', data: { call } })
      }
    } catch (error) {
      // `dispatchCall` throws nothing else.
      if (error instanceof VipError) this.#sendFault(id, error.fault)
    }
    this.#underWay.delete(id)
    this.#goOn()
  }

  /** What the client sends cannot be understood from here on. */
  #refuse(fault: Fault): void {
    if (this.#isEnding) return
    this.#sendFault(null, fault)
    this.#end()
  }

  #sendStreams(): void {
    for (const source of Object.values(this.#streams)) {
      while (!this.#isEnding && !this.#socket.writableNeedDrain) {
        const line = source.nextLine()
        if (line === undefined) break
        this.#sendLine(line)
      }
    }
  }

  #sendFault(id: number | null, error: Fault): void {
    const { message } = new VipError(error)
    this.#send({ kind: 'error', id, message, error })
  }

  /** False for a frame that is too long for the client to take. */
  #send(frame: HelperFrame): boolean {
    const line = JSON.stringify(frame)
    if (Buffer.byteLength(line) > maxReplyBytes) return false
    this.#sendLine(line)
    return true
  }

  #sendLine(line: string): void {
    if (!this.#socket.writable) return
    this.#socket.write(`${this.#options.redaction.clean(line)}\n`)
  }

  /** Closes a connection that nobody seems to need; begins anew with each request and answer. */
  #watchIdle(): void {
    this.#cancelIdle?.()
    this.#cancelIdle = undefined
    const isWatching = Object.keys(this.#streams).length > 0
    if (this.#isEnding || isWatching || this.#underWay.size > 0) return
    this.#cancelIdle = this.#options.clock.after(idleTimeoutMs, () => this.#end())
  }

  /** What the client has not read by now it will not get. */
  #end(): void {
    if (this.#isEnding) return
    this.#isEnding = true
    this.#release()
    if (this.#socket.writableLength > 0) this.#socket.destroy()
    else this.#socket.destroySoon()
  }

  #release(): void {
    this.#isEnding = true
    this.#cancelIdle?.()
    this.#gone.abort()
    this.#waiting.length = 0
    this.#streams.facts?.close()
    this.#streams.events?.close()
    delete this.#streams.facts
    delete this.#streams.events
  }
}

const secondWatch: Fault = {
  code: 'bad-frame',
  data: { problem: 'the connection watches this already' },
}

/** Total. */
export function readClientFrame(line: Uint8Array): { frame: ClientFrame } | { problem: string } {
  let value: unknown
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(line))
  } catch {
    return { problem: 'the line is no JSON in UTF-8' }
  }
  const parsed = v.safeParse(clientFrameSchema, value)
  if (parsed.success) return { frame: parsed.output }
  return { problem: v.summarize(parsed.issues) }
}
