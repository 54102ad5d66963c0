// When packets are fitted to the paths that there are: behind changes of the network, where one was too narrow, and again
// where the kernel could not say what the paths are.
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** Longer than the changes of one move are apart, far shorter than TCP's patience. */
const settledAfterMs = 20
const askAgainAfterMs = 1000
/** Packets may go on being larger than a path: what is forged, or narrower than the least one, changes nothing. */
const narrowPauseMs = 1000
/** The kernel believes an ICMP error for ten minutes (mtu_expires). What was forged must not keep packets small for ever. */
const forgottenAfterMs = 610_000

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
  #cancelPause: (() => void) | undefined
  #cancelForgotten: (() => void) | undefined

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

  /** A packet was larger than the kernel believes its path to be. */
  tooNarrow(): void {
    if (this.#cancelPause !== undefined) return
    const { clock } = this.#options
    this.#cancelPause = clock.after(narrowPauseMs, () => (this.#cancelPause = undefined))
    this.#cancelForgotten?.()
    this.#cancelForgotten = clock.after(forgottenAfterMs, () => this.soon())
    this.soon()
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelNext?.()
    this.#cancelAgain?.()
    this.#cancelPause?.()
    this.#cancelForgotten?.()
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
