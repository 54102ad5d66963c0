// Events wait a few milliseconds before they are checked, written and told to watchers: when a host moves, packets and
// Hints come first. Their order, and the time that they carry, are those of their happening.
import type { EventNews } from '../contract/events.ts'
import type { Clock } from '../lib/clock.ts'

/** Longer than what a move has to do at once, shorter than anybody sees. */
const toldAfterMs = 5

export class NewsQueue {
  readonly #clock: Clock
  readonly #tell: (news: EventNews, atMs: number) => void
  #waiting: { news: EventNews; atMs: number }[] = []
  #cancelTimer: (() => void) | undefined

  /** @param tell takes an event with its time, in ms since 1970 */
  constructor(clock: Clock, tell: (news: EventNews, atMs: number) => void) {
    this.#clock = clock
    this.#tell = tell
  }

  add(news: EventNews): void {
    this.#waiting.push({ news, atMs: this.#clock.wallMs() })
    this.#cancelTimer ??= this.#clock.after(toldAfterMs, () => this.flush())
  }

  /** Tells all that waits now. */
  flush(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const waiting = this.#waiting
    this.#waiting = []
    for (const { news, atMs } of waiting) this.#tell(news, atMs)
  }
}
