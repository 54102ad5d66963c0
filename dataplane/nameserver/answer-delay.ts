// Lets answers wait, as if the name server were far away: the paper's evaluation varies this.
import { maxDelayedAnswers } from './limits.ts'

export class AnswerDelay {
  readonly #delayMs: number
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(delayMs: number) {
    this.#delayMs = delayMs
  }

  /** Without a delay at once. When too many wait already, `send` is never called: false. */
  run(send: () => void): boolean {
    if (this.#delayMs === 0) {
      send()
      return true
    }
    if (this.#timers.size >= maxDelayedAnswers) return false
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      send()
    }, this.#delayMs)
    this.#timers.add(timer)
    return true
  }

  /** Answers that still wait are not sent. */
  stop(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }
}
