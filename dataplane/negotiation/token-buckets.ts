// Rate limits by network: each has a bucket of tokens that come back with time.
import type { Clock } from '../lib/clock.ts'

interface Bucket {
  tokens: number
  atMs: number
}

/** An empty bucket is full again after so long, and then says nothing. */
const idleAfterMs = 1000

/** Buckets of the networks that were used last, at most `max`: the idlest goes for a new one. */
export class TokenBuckets {
  readonly #clock: Clock
  readonly #perSecond: number
  readonly #max: number
  /** In the order of their last use. */
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock, perSecond: number, max: number) {
    this.#clock = clock
    this.#perSecond = perSecond
    this.#max = max
  }

  /** Whether as many networks as can be told apart were used within a second: they may be more. */
  get isCrowded(): boolean {
    if (this.#buckets.size < this.#max) return false
    const [oldest] = this.#buckets.values()
    return oldest !== undefined && this.#clock.nowMs() - oldest.atMs < idleAfterMs
  }

  /** A use, whether or not a token is there for it. */
  has(network: string): boolean {
    return this.#used(network).tokens >= 1
  }

  /** A use that takes a token. @returns false where there was none */
  take(network: string): boolean {
    const bucket = this.#used(network)
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  #used(network: string): Bucket {
    const nowMs = this.#clock.nowMs()
    const { tokens, atMs } = this.#buckets.get(network) ?? { tokens: this.#perSecond, atMs: nowMs }
    const back = ((nowMs - atMs) * this.#perSecond) / 1000
    const bucket = { tokens: Math.min(this.#perSecond, tokens + back), atMs: nowMs }
    this.#buckets.delete(network)
    if (this.#buckets.size >= this.#max) this.#forgetIdlest()
    this.#buckets.set(network, bucket)
    return bucket
  }

  #forgetIdlest(): void {
    const [idlest] = this.#buckets.keys()
    if (idlest !== undefined) this.#buckets.delete(idlest)
  }
}
