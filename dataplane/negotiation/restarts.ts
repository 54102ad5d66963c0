// Mappings from before a restart of the helper (PROTOCOL section 6): each peer gets new keys by one handshake, those
// that were used last come first, and dead ones keep nobody waiting for long.
import { passed, within } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import type { Names } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxRestartsAtOnce, maxRestartsBehind, restartLaneMs } from './limits.ts'

export interface RestartsOptions {
  clock: Clock
  names: Pick<Names, 'mappingOf'>
  /** Resolves when the attempt is over; undefined where none can be made now. */
  begin: (name: DnsName) => Promise<unknown> | undefined
}

export class Restarts {
  readonly #options: RestartsOptions
  /** From `start` on the last comes first. */
  #order: DnsName[] = []
  readonly #waiting = new Set<DnsName>()
  #running = 0

  constructor(options: RestartsOptions) {
    this.#options = options
  }

  add(name: DnsName): void {
    this.#order.push(name)
    this.#waiting.add(name)
  }

  /** Begins with all that were added. */
  start(): void {
    const { names } = this.#options
    const usedAtMs = (name: DnsName) => names.mappingOf(name)?.lastUsedAtMs ?? 0
    this.#order = this.#order.toSorted((one, other) => usedAtMs(one) - usedAtMs(other))
    for (let lane = 0; lane < maxRestartsAtOnce; lane += 1) void this.#run()
  }

  stop(): void {
    this.#waiting.clear()
  }

  /** A program asks for the name, and is about to send: its turn is now. */
  hurry(name: DnsName): void {
    if (this.#waiting.delete(name)) void this.#begin(name)
  }

  /** It has new keys without us, or no mapping any more. */
  forget(name: DnsName): void {
    this.#waiting.delete(name)
  }

  /** One lane: from peer to peer, as fast as they answer, and not much slower where they do not. */
  async #run(): Promise<void> {
    const { clock } = this.#options
    while (this.#waiting.size > 0) {
      const name = this.#running < maxRestartsBehind ? this.#next() : undefined
      const attempt = name === undefined ? undefined : this.#begin(name)
      if (attempt === undefined) await passed(clock, restartLaneMs)
      else await within(clock, restartLaneMs, attempt)
    }
  }

  #next(): DnsName | undefined {
    for (let name = this.#order.pop(); name !== undefined; name = this.#order.pop()) {
      if (this.#waiting.delete(name)) return name
    }
    return undefined
  }

  #begin(name: DnsName): Promise<unknown> | undefined {
    const attempt = this.#options.begin(name)
    if (attempt === undefined) return undefined
    this.#running += 1
    return attempt.then(() => {
      this.#running -= 1
    })
  }
}
