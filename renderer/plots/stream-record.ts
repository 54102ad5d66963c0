// What is known of the running stream: for each direction the messages of the last 30 s, sent and received. Pure.
import type { StreamTransport } from '../../dataplane/contract/stream-points.ts'
import type { StreamPoints } from '../../main/bridge/desk-state.ts'
import { MessageSeries } from './message-series.ts'

export const keptMs = 30_000

/** One a millisecond, and some room for what is known later than the newest. */
const CAPACITY = keptMs + 2_000

/** Named by the host that receives. */
export type Receiver = 'a' | 'b'
export const receivers: readonly Receiver[] = ['b', 'a']

/** The messages of one direction. */
export type Direction = { sent: MessageSeries; received: MessageSeries }

export class StreamRecord {
  readonly #directions: Readonly<Record<Receiver, Direction>> = {
    a: emptyDirection(),
    b: emptyDirection(),
  }
  #newestMs = 0
  #transport: StreamTransport | null = null

  /** Of the stream's time, up to which something is known; 0 before that. */
  get newestMs(): number {
    return this.#newestMs
  }

  get transport(): StreamTransport | null {
    return this.#transport
  }

  direction(at: Receiver): Direction {
    return this.#directions[at]
  }

  add(news: readonly StreamPoints[]): void {
    for (const { transport, at, sent, received } of news) {
      if (transport !== this.#transport || this.#beginsAnew(at, sent)) this.clear()
      this.#transport = transport
      const direction = this.#directions[at]
      direction.sent.add(sent)
      direction.received.add(received)
      for (const points of [sent, received]) {
        this.#newestMs = Math.max(this.#newestMs, points.at(-1)?.[1] ?? 0)
      }
    }
  }

  clear(): void {
    for (const { sent, received } of Object.values(this.#directions)) {
      sent.clear()
      received.clear()
    }
    this.#newestMs = 0
    this.#transport = null
  }

  /** A stream counts from the beginning; its end and the next one's beginning may not have been seen. */
  #beginsAnew(at: Receiver, sent: StreamPoints['sent']): boolean {
    const known = this.#directions[at].sent
    const first = sent[0]
    return known.length > 0 && first !== undefined && first[1] < known.timeAt(known.length - 1)
  }
}

function emptyDirection(): Direction {
  return { sent: new MessageSeries(CAPACITY), received: new MessageSeries(CAPACITY) }
}

/** A copy of a direction's messages in a time. */
export function directionBetween(direction: Direction, fromMs: number, toMs: number): Direction {
  return {
    sent: direction.sent.between(fromMs, toMs),
    received: direction.received.between(fromMs, toMs),
  }
}
