// The clocks of one simulated host: its monotonic clock and its timers stand still while it sleeps, its boot time does not;
// its wall clock may jump.
import type { Clock } from '../../lib/clock.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'

interface Timer {
  dueMs: number
  action: () => void
  cancel: () => void
}

export class HostClock implements Clock {
  /** Added to the wall clock. */
  wallJumpMs = 0
  readonly #base: FakeClock
  readonly #timers = new Set<Timer>()
  /** Hosts did not start at the same time. */
  readonly #offsetMs: number
  #sleptMs = 0
  #asleepSinceMs: number | undefined

  constructor(base: FakeClock, offsetMs: number) {
    this.#base = base
    this.#offsetMs = offsetMs
  }

  get isAsleep(): boolean {
    return this.#asleepSinceMs !== undefined
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#timers.size
  }

  nowMs(): number {
    return (this.#asleepSinceMs ?? this.#base.nowMs()) - this.#sleptMs + this.#offsetMs
  }

  wallMs(): number {
    return this.#base.wallMs() + this.wallJumpMs
  }

  /** CLOCK_BOOTTIME. */
  bootMs(): number {
    return this.#base.nowMs() + this.#offsetMs
  }

  after(delayMs: number, action: () => void): () => void {
    const timer: Timer = { dueMs: this.nowMs() + Math.max(0, delayMs), action, cancel: () => {} }
    this.#timers.add(timer)
    if (!this.isAsleep) this.#set(timer)
    return () => {
      timer.cancel()
      this.#timers.delete(timer)
    }
  }

  sleep(): void {
    if (this.isAsleep) return
    this.#asleepSinceMs = this.#base.nowMs()
    for (const timer of this.#timers) timer.cancel()
  }

  wake(): void {
    if (this.#asleepSinceMs === undefined) return
    this.#sleptMs += this.#base.nowMs() - this.#asleepSinceMs
    this.#asleepSinceMs = undefined
    for (const timer of this.#timers) this.#set(timer)
  }

  #set(timer: Timer): void {
    timer.cancel = this.#base.after(timer.dueMs - this.nowMs(), () => {
      this.#timers.delete(timer)
      timer.action()
    })
  }
}
