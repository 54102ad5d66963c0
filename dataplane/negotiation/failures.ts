// Names with which a negotiation has just failed: programs that ask again at once get the same
// answer.
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { failureLastsMs, maxFailures, pendingLastsMs } from './limits.ts'
import type { FailureReason } from './ports.ts'

export class Failures {
  readonly #clock: Clock
  readonly #byName = new Map<DnsName, { reason: FailureReason; atMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  note(name: DnsName, reason: FailureReason): void {
    this.#byName.delete(name)
    if (this.#byName.size >= maxFailures) {
      const [oldest] = this.#byName.keys()
      if (oldest !== undefined) this.#byName.delete(oldest)
    }
    this.#byName.set(name, { reason, atMs: this.#clock.nowMs() })
  }

  recent(name: DnsName): FailureReason | undefined {
    const failure = this.#byName.get(name)
    if (failure === undefined) return undefined
    const lastsMs = failure.reason === 'pending' ? pendingLastsMs : failureLastsMs
    if (this.#clock.nowMs() - failure.atMs < lastsMs) return failure.reason
    this.#byName.delete(name)
    return undefined
  }

  forget(name: DnsName): void {
    this.#byName.delete(name)
  }
}
