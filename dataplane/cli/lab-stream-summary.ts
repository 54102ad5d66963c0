// Each second of a live stream in a few figures, for a person at a terminal. Pure.
import type { StreamPoints } from '../contract/stream-points.ts'

export interface StreamedSecond {
  from: 'a' | 'b'
  to: 'a' | 'b'
  transport: StreamPoints['transport']
  sent: number
  /** By UDP messages; by TCP those that the receiver could read. */
  received: number
  /** The longest time without a message, in ms; with the time since the last one, where none came any more. */
  longestGapMs: number
}

type Direction = { sent: number; received: number; longestGapMs: number; lastAtMs: number | null }

const EACH_MS = 1000

export class StreamSummary {
  readonly #directions: Record<'a' | 'b', Direction & { newest: number }> = {
    a: { sent: 0, received: 0, longestGapMs: 0, lastAtMs: null, newest: -1 },
    b: { sent: 0, received: 0, longestGapMs: 0, lastAtMs: null, newest: -1 },
  }
  #toldAtMs: number | undefined

  /** @returns both directions once a second has passed since the last time, else nothing */
  add(points: readonly StreamPoints[], nowMs: number): StreamedSecond[] {
    this.#toldAtMs ??= nowMs
    for (const each of points) this.#count(each)
    if (nowMs - this.#toldAtMs < EACH_MS) return []
    this.#toldAtMs = nowMs
    const transport = points[0]?.transport ?? 'udp'
    return (['a', 'b'] as const).map((from) => this.#take(from, transport))
  }

  #count({ transport, at, sent, received }: StreamPoints): void {
    const direction = this.#directions[at]
    direction.sent += sent.length
    const newestSentMs = sent.at(-1)?.[1]
    for (const [message, atMs] of received) {
      direction.received += transport === 'udp' ? 1 : message - direction.newest
      direction.newest = Math.max(direction.newest, message)
      this.#seeGap(direction, atMs)
      direction.lastAtMs = atMs
    }
    if (newestSentMs !== undefined) this.#seeGap(direction, newestSentMs)
  }

  #seeGap(direction: Direction, untilMs: number): void {
    const sinceMs = direction.lastAtMs
    if (sinceMs === null) return
    direction.longestGapMs = Math.max(direction.longestGapMs, untilMs - sinceMs)
  }

  #take(from: 'a' | 'b', transport: StreamPoints['transport']): StreamedSecond {
    const to = from === 'a' ? 'b' : 'a'
    const direction = this.#directions[to]
    const { sent, received, longestGapMs } = direction
    Object.assign(direction, { sent: 0, received: 0, longestGapMs: 0 })
    return { from, to, transport, sent, received, longestGapMs }
  }
}
