// Numbered messages between the hosts of a lab for as long as somebody looks: what becomes known of them is told as it comes,
// and kept nowhere.
import type { StreamPoints, StreamTransport } from '../contract/stream-points.ts'
import { passed } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import { labHosts, otherHost } from './address-plan.ts'
import type { LabHost } from './address-plan.ts'
import type { StreamNews } from './report/stream-news.ts'
import type { StreamPair } from './report/stream-pair.ts'

export interface LiveStreamParts {
  pair: Pick<StreamPair, 'news' | 'startSending' | 'quiet' | 'stop'>
  transport: StreamTransport
  clock: Clock
  /** CLOCK_MONOTONIC in nanoseconds. */
  nowNs: () => number
  /** One entry a direction, those alone that have something new. */
  onPoints: (points: StreamPoints[]) => void
}

const TELL_EVERY_MS = 50

export class LiveStream {
  readonly #parts: LiveStreamParts
  readonly #stopped = new AbortController()
  #beganNs = 0
  #telling: Promise<void> = Promise.resolve()
  #stopping: Promise<void> | undefined

  constructor(parts: LiveStreamParts) {
    this.#parts = parts
  }

  /** Both hosts send. By TCP, connects first. @throws when no connection comes about */
  async start(): Promise<void> {
    const { pair, nowNs } = this.#parts
    this.#beganNs = nowNs()
    await Promise.all(labHosts.map((host) => pair.startSending(host)))
    this.#telling = this.#tellUntilStopped()
    // Whoever awaits `untilEnded` hears of it.
    this.#telling.catch(() => {})
  }

  /** Resolves when it was stopped. @throws when a program or a connection has ended by itself */
  async untilEnded(): Promise<void> {
    await this.#telling
  }

  /** Senders are quiet, what still came is told, and nothing of it runs any more. May be called again. */
  stop(): Promise<void> {
    return (this.#stopping ??= this.#stop())
  }

  async #stop(): Promise<void> {
    this.#stopped.abort()
    const { pair } = this.#parts
    try {
      await this.#telling
      await pair.quiet()
      await this.#tell()
    } catch {
      // It has ended by itself, and there is no more to tell.
    } finally {
      pair.stop()
    }
  }

  async #tellUntilStopped(): Promise<void> {
    const { signal } = this.#stopped
    while (await passed(this.#parts.clock, TELL_EVERY_MS, signal)) await this.#tell()
  }

  /** @throws when a program or a connection has ended */
  async #tell(): Promise<void> {
    const { pair, onPoints } = this.#parts
    const [a, b] = await Promise.all([pair.news('a'), pair.news('b')])
    const news = { a, b }
    const points = labHosts.map((host) => this.#pointsAt(host, news))
    const telling = points.filter(({ sent, received }) => sent.length + received.length > 0)
    if (telling.length > 0) onPoints(telling)
    const broken = a.broken ?? b.broken
    if (broken !== null) throw new Error(broken)
  }

  #pointsAt(at: LabHost, news: Readonly<Record<LabHost, StreamNews>>): StreamPoints {
    return {
      transport: this.#parts.transport,
      at,
      sent: news[otherHost(at)].sent.map((point) => this.#inMs(point)),
      received: news[at].received.map((point) => this.#inMs(point)),
    }
  }

  /** In whole microseconds, which is finer than what is measured. */
  #inMs([message, atNs]: readonly [number, number]): [number, number] {
    return [message, Math.round((atNs - this.#beganNs) / 1000) / 1000]
  }
}
