// A bounded map whose entries end: by their time, or as the least recently used when there is no room.
import type { Clock } from '../lib/clock.ts'

interface Entry<Value> {
  value: Value
  untilMs: number
}

export class ExpiringMap<Key, Value> {
  readonly #clock: Clock
  readonly #maxEntries: number
  /** In the order of their last use. */
  readonly #entries = new Map<Key, Entry<Value>>()

  constructor(clock: Clock, maxEntries: number) {
    this.#clock = clock
    this.#maxEntries = maxEntries
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined) return undefined
    this.#entries.delete(key)
    if (entry.untilMs <= this.#clock.nowMs()) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  /** For no time at all it is forgotten. */
  set(key: Key, value: Value, ttlSeconds: number): void {
    this.#entries.delete(key)
    if (ttlSeconds <= 0) return
    this.#entries.set(key, { value, untilMs: this.#clock.nowMs() + ttlSeconds * 1000 })
    if (this.#entries.size <= this.#maxEntries) return
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest)
      return
    }
  }

  delete(key: Key): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
