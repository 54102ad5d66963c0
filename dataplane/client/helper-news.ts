// Events of a helper for a program that goes on when the helper is started again: connects anew, and says so, since what
// has happened in between nobody tells.
import type { EventEntry } from '../contract/events.ts'
import type { Clock } from '../lib/clock.ts'
import { fromNowOn } from './control-connection.ts'
import type { ControlConnection } from './control-connection.ts'
import { firstRetryMs, maxRetryMs } from './limits.ts'

export interface HelperNewsOptions {
  /** A connection that watches no events yet. @throws what keeps it from connecting */
  open: () => Promise<ControlConnection>
  /** Later events will be told; at the start, after each break, and after events were missed. */
  onCurrent: () => void
  onEvent: (event: EventEntry) => void
  clock?: Clock
}

/** Whoever waits for news wants to stay, even while there is no helper: other clocks' timers do not keep a process alive. */
const stayingClock: Pick<Clock, 'after'> = {
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    return () => clearTimeout(timer)
  },
}

export class HelperNews {
  readonly #options: HelperNewsOptions
  readonly #clock: Pick<Clock, 'after'>
  #isRunning = false
  #retryMs = firstRetryMs
  #connection: ControlConnection | undefined
  #cancelWait: () => void = () => {}

  constructor(options: HelperNewsOptions) {
    this.#options = options
    this.#clock = options.clock ?? stayingClock
  }

  /** Idempotent. */
  start(): void {
    if (this.#isRunning) return
    this.#isRunning = true
    void this.#follow()
  }

  /** Ends the connection, too. Idempotent. */
  stop(): void {
    this.#isRunning = false
    this.#cancelWait()
    this.#connection?.close()
  }

  /** Never rejects. */
  async #follow(): Promise<void> {
    try {
      const connection = await this.#options.open()
      this.#connection = connection
      for await (const frame of connection.events(fromNowOn)) {
        if (!this.#isRunning) return
        this.#retryMs = firstRetryMs
        if (frame.kind === 'event') this.#options.onEvent(frame.event)
        else this.#options.onCurrent()
      }
    } catch {
      // No helper, or no longer: tried again, whatever the reason.
    } finally {
      if (!this.#isRunning) this.#connection?.close()
      this.#connection = undefined
    }
    if (!this.#isRunning) return
    this.#cancelWait = this.#clock.after(this.#retryMs, () => void this.#follow())
    this.#retryMs = Math.min(this.#retryMs * 2, maxRetryMs)
  }
}
