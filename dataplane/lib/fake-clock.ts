// A clock for tests and simulations: time stands still until it is advanced.
import type { Clock } from './clock.ts'
import { TimerHeap } from './timer-heap.ts'

export class FakeClock implements Clock {
  #nowMs = 0
  readonly #wallStartMs: number
  /** Of equal ones the one that was set first comes first. */
  readonly #timers = new TimerHeap()

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
    return this.#timers.add(this.#nowMs + Math.max(0, delayMs), action)
  }

  /** When the next timer is due, in `nowMs`; undefined where none waits. */
  get nextAtMs(): number | undefined {
    return this.#timers.first?.atMs
  }

  /** Runs the timers of the next so many milliseconds in their order, and those that they start. */
  advance(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs
    while (this.#isDue(untilMs)) this.#fireNext()
    this.#nowMs = untilMs
  }

  /** The same, and lets promises that wait go on after each timer. */
  async advanceAsync(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs
    // Once, so that what needs no fake time, such as the test's own timeout, has a turn, too.
    await new Promise((resolve) => void setImmediate(resolve))
    while (this.#isDue(untilMs)) {
      this.#fireNext()
      await settled()
    }
    this.#nowMs = untilMs
  }

  #isDue(untilMs: number): boolean {
    const { first } = this.#timers
    return first !== undefined && first.atMs <= untilMs
  }

  #fireNext(): void {
    const timer = this.#timers.takeFirst()
    if (timer === undefined) return
    this.#nowMs = timer.atMs
    timer.action()
  }
}

/**
 * Chains of promises that need no timer have run to their end when a tick gets its turn: Node runs ticks that promises have
 * asked for when no promise is left to go on. A macrotask would do, too, but each costs a poll of the kernel's events.
 */
function settled(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve))
}
