// One window of a browser: frames of the desk go to it, and its acts to the desk. A window that does not take what it is sent
// is closed, since what it shows would grow old and what waits for it would grow without bound.
import * as v from 'valibot'
import type { RawData, WebSocket } from 'ws'
import { closedAsTooSlow, maxActsAtOnce, tooManyActs, windowMessageSchema } from '../bridge/acts.ts'
import type { DeskMessage, WindowDesk } from '../bridge/acts.ts'
import type { DeskFrame } from '../bridge/desk-state.ts'
import { browserText } from './text.ts'

/** RFC 6455, section 7.4.1. */
const closeCodes = { goingAway: 1001, badMessage: 1008 } as const

/** Some snapshots with 10,000 peers. */
const MOST_WAITING_BYTES = 32 * 1024 * 1024
/** A window that reads closes its end within this. */
const CLOSES_WITHIN_MS = 2000

export class WindowChannel {
  readonly #socket: WebSocket
  readonly #desk: WindowDesk
  readonly #mostWaitingBytes: number
  #unsubscribe: (() => void) | undefined
  #actsUnderWay = 0

  constructor(socket: WebSocket, desk: WindowDesk, mostWaitingBytes = MOST_WAITING_BYTES) {
    this.#socket = socket
    this.#desk = desk
    this.#mostWaitingBytes = mostWaitingBytes
  }

  start(): void {
    const socket = this.#socket
    socket.on('message', (data, isBinary) => this.#handle(data, isBinary))
    // Too long a message, or no WebSocket at all: ws has closed it.
    socket.on('error', () => this.#leave())
    socket.on('close', () => this.#leave())
    this.#unsubscribe = this.#desk.subscribe((frame) => this.#send(frameText(frame)))
    // A snapshot that was too much has ended it already.
    if (socket.readyState !== socket.OPEN) this.#leave()
  }

  /** Since the program ends. */
  stop(): void {
    this.#close(closeCodes.goingAway, browserText.ended)
  }

  #handle(data: RawData, isBinary: boolean): void {
    const message = isBinary ? undefined : parseMessage(data)
    if (message === undefined) {
      this.#close(closeCodes.badMessage, browserText.badMessage)
      return
    }
    if (this.#actsUnderWay >= maxActsAtOnce) {
      this.#send(textOf({ kind: 'reply', id: message.id, reply: tooManyActs(message.act) }))
      return
    }
    this.#actsUnderWay += 1
    void this.#desk.act(message.act, message.input).then((reply) => {
      this.#actsUnderWay -= 1
      this.#send(textOf({ kind: 'reply', id: message.id, reply }))
    })
  }

  #send(message: string): void {
    const socket = this.#socket
    if (socket.readyState !== socket.OPEN) return
    socket.send(message)
    if (socket.bufferedAmount <= this.#mostWaitingBytes) return
    this.#close(closedAsTooSlow, browserText.tooSlow)
  }

  #close(code: number, reason: string): void {
    const socket = this.#socket
    this.#leave()
    if (socket.readyState !== socket.OPEN) return
    socket.close(code, reason)
    const giveUp = setTimeout(() => socket.terminate(), CLOSES_WITHIN_MS)
    socket.once('close', () => clearTimeout(giveUp))
  }

  #leave(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = undefined
  }
}

/** All windows are sent the same frames. */
const frameTexts = new WeakMap<DeskFrame, string>()

function frameText(frame: DeskFrame): string {
  const known = frameTexts.get(frame)
  if (known !== undefined) return known
  const text = textOf({ kind: 'frame', frame })
  frameTexts.set(frame, text)
  return text
}

function textOf(message: DeskMessage): string {
  return JSON.stringify(message)
}

function parseMessage(data: RawData) {
  try {
    // Text comes as one buffer (ws, `binaryType`).
    const parsed = v.safeParse(windowMessageSchema, JSON.parse((data as Buffer).toString('utf8')))
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
