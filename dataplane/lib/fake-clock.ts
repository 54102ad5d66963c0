// A clock for tests and simulations: time stands still until it is advanced.
import type { Clock } from './clock.ts'

interface Timer {
  atMs: number
  action: () => void
}

export class FakeClock implements Clock {
  #nowMs = 0
  readonly #wallStartMs: number
  readonly #timers = new Set<Timer>()

  constructor(wallStartMs = Date.UTC(2026, 0, 1)) {
    this.#wallStartMs = wallStartMs
  }

  nowMs(): number {
    return this.#nowMs
  }

  wallMs(): number {
    return this.#wallStartMs + this.#nowMs
  }

  after(delayMs: number, action: () => void): () => void {
    const timer = { atMs: this.#nowMs + Math.max(0, delayMs), action }
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }

  /** When the next timer is due, in `nowMs`; undefined where none waits. */
  get nextAtMs(): number | undefined {
    return this.#next()?.atMs
  }

  /** Runs the timers of the next so many milliseconds in their order, and those that they start. */
  advance(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs
    for (let timer = this.#next(); timer && timer.atMs <= untilMs; timer = this.#next()) {
      this.#fire(timer)
    }
    this.#nowMs = untilMs
  }

  /** The same, and lets promises that wait go on after each timer. */
  async advanceAsync(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs
    await settled()
    for (let timer = this.#next(); timer && timer.atMs <= untilMs; timer = this.#next()) {
      this.#fire(timer)
      await settled()
    }
    this.#nowMs = untilMs
  }

  #fire(timer: Timer): void {
    this.#timers.delete(timer)
    this.#nowMs = timer.atMs
    timer.action()
  }

  /** The earliest; of equal ones the one that was set first. */
  #next(): Timer | undefined {
    let earliest: Timer | undefined
    for (const timer of this.#timers) {
      if (earliest === undefined || timer.atMs < earliest.atMs) earliest = timer
    }
    return earliest
  }
}

/** Chains of promises that need no timer have run to their end when a macrotask gets its turn. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve)
  })
}
