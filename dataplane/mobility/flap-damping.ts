// A link that comes and goes many times a second is followed, but not told of each time: the first moves at once, further
// ones after a pause. Pure.
import type { Clock } from '../lib/clock.ts'
import { flapPauseMs, moveEveryMs, movesAtOnce } from './limits.ts'

export class FlapDamping {
  readonly #clock: Clock
  #tokens = movesAtOnce
  #filledAtMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#filledAtMs = clock.nowMs()
  }

  /** Takes note of a move. @returns how long to wait before it is told, in ms; 0 for at once */
  noteMove(): number {
    const nowMs = this.#clock.nowMs()
    const gained = Math.floor((nowMs - this.#filledAtMs) / moveEveryMs)
    this.#tokens = Math.min(movesAtOnce, this.#tokens + gained)
    this.#filledAtMs += gained * moveEveryMs
    if (this.#tokens === 0) return flapPauseMs
    this.#tokens -= 1
    return 0
  }
}
