// When packets are fitted to the paths that there are: behind changes of the network, and again where the kernel could
// not say what the paths are.
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** Longer than the changes of one move are apart, far shorter than TCP's patience. */
const settledAfterMs = 20
const askAgainAfterMs = 1000

export interface PathFittingOptions {
  /** Resolves with whether all paths could be asked for. */
  fitPaths: () => Promise<boolean>
  clock: Clock
  log: Log
}

export class PathFitting {
  readonly #options: PathFittingOptions
  #cancelNext: (() => void) | undefined
  #cancelAgain: (() => void) | undefined

  constructor(options: PathFittingOptions) {
    this.#options = options
  }

  /** A move comes as several changes, and partners must not wait for the look at all the others. */
  soon(): void {
    this.#cancelNext ??= this.#options.clock.after(settledAfterMs, () => {
      this.#cancelNext = undefined
      void this.#fit()
    })
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelNext?.()
    this.#cancelAgain?.()
  }

  /** Never rejects. */
  async #fit(): Promise<void> {
    const { fitPaths, clock, log } = this.#options
    try {
      if (await fitPaths()) return
      this.#cancelAgain?.()
      this.#cancelAgain = clock.after(askAgainAfterMs, () => this.soon())
    } catch (error) {
      log.error('a fault of the helper', { error: error as Error })
    }
  }
}
