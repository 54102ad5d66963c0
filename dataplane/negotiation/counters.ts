// What negotiation did and refused, by reason; all only grow.
import type { VipFault } from '../tunnel/vip-pairs.ts'

export type Reason =
  /** Messages that are dropped. */
  | 'malformed'
  | 'unknown-index'
  | 'wrong-source'
  | 'not-authentic'
  | 'weak-key'
  | 'malformed-payload'
  | 'not-our-name'
  | 'wrong-name'
  | 'key-is-not-of-handshake'
  | 'own-key'
  | 'wrong-transform'
  | 'source-not-in-dns'
  | 'rate-limited'
  | 'busy'
  | 'replayed'
  | 'simultaneous'
  | 'wrong-sa'
  | 'nack-not-ours'
  | 'nack-too-soon'
  | 'hint-refused'
  /** VIPs that are refused. */
  | `vip-${'reserved' | 'own' | 'in-use' | 'unusable' | 'not-confirmed'}`
  /** Keys that are refused. */
  | `trust-${string}`
  /** Handshakes whose VIPs the packet path did not take. */
  | `install-${VipFault['kind']}`
  /** Errors of this program. */
  | 'fault'
  /** What was done. */
  | 'init-sent'
  | 'init-received'
  | 'cookie-sent'
  | 'response-sent'
  | 'agreed'
  | 'rekeyed'
  | 'renegotiated'
  | 'rounds-used-up'

export class Counters {
  readonly #counts = new Map<string, number>()

  count(reason: Reason): void {
    this.#counts.set(reason, (this.#counts.get(reason) ?? 0) + 1)
  }

  of(reason: Reason): number {
    return this.#counts.get(reason) ?? 0
  }

  snapshot(): Record<string, number> {
    return Object.fromEntries(this.#counts)
  }
}
