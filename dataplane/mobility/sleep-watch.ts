// Notices that this machine has slept, or that the helper was stopped for a while: then timers and the kernel's news are
// old, and all that was believed of the network with them (PROTOCOL section 7, Sleep).
import type { Clock } from '../lib/clock.ts'
import { sleepCheckMs, sleptMs } from './limits.ts'

export interface SleepWatchOptions {
  clock: Clock
  /** CLOCK_BOOTTIME in ms, which runs on in a sleep, unlike `clock.nowMs()`. */
  bootMs: () => number
  /** It was away for so long. */
  onWake: (awayMs: number) => void
}

export class SleepWatch {
  readonly #options: SleepWatchOptions
  #cancelTimer: (() => void) | undefined
  #lastBootMs = 0

  constructor(options: SleepWatchOptions) {
    this.#options = options
  }

  start(): void {
    if (this.#cancelTimer !== undefined) return
    this.#lastBootMs = this.#options.bootMs()
    this.#wait()
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
  }

  #wait(): void {
    const { clock, bootMs, onWake } = this.#options
    this.#cancelTimer = clock.after(sleepCheckMs, () => {
      const nowMs = bootMs()
      const awayMs = nowMs - this.#lastBootMs - sleepCheckMs
      this.#lastBootMs = nowMs
      this.#wait()
      if (awayMs >= sleptMs) onWake(awayMs)
    })
  }
}
