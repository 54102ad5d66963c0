// Smoothed round-trip times by peer (RFC 6298 section 2, without the variance), for how long to
// wait before a message is sent again.
import type { DnsName } from '../wire/dns-name.ts'
import { firstRetryMs, maxRoundTrips } from './limits.ts'

/** Below it, timers and the peer's own work count for more than the path. */
const leastRetryMs = 20

export class RoundTrips {
  readonly #smoothedMs = new Map<DnsName, number>()

  note(name: DnsName, sampleMs: number): void {
    const before = this.#smoothedMs.get(name)
    if (before === undefined && this.#smoothedMs.size >= maxRoundTrips) return
    this.#smoothedMs.set(name, before === undefined ? sampleMs : before + (sampleMs - before) / 8)
  }

  of(name: DnsName): number | undefined {
    return this.#smoothedMs.get(name)
  }

  /** PROTOCOL section 3: 3 x the smoothed round trip. */
  retryMs(name: DnsName): number {
    const smoothedMs = this.#smoothedMs.get(name)
    return smoothedMs === undefined ? firstRetryMs : Math.max(leastRetryMs, 3 * smoothedMs)
  }

  forget(name: DnsName): void {
    this.#smoothedMs.delete(name)
  }
}
