// Ephemeral keys for calls that are likely: made while DNS is being asked, so that the INIT leaves sooner after its answer.
import { ephemeralKeysFor } from '../identity/noise.ts'
import type { KeyPair } from '../identity/x25519.ts'
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { ephemeralLastsMs, maxEphemerals } from './limits.ts'

export class EphemeralsAhead {
  readonly #clock: Clock
  readonly #made = new Map<DnsName, { keys: KeyPair; responderStatic: Uint8Array; atMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** For one call to the host with this X25519 key. */
  prepare(name: DnsName, responderStatic: Uint8Array): void {
    this.#forgetOld()
    if (this.#made.has(name) || this.#made.size >= maxEphemerals) return
    const keys = ephemeralKeysFor(responderStatic)
    this.#made.set(name, { keys, responderStatic, atMs: this.#clock.nowMs() })
  }

  /** Once only; undefined where none is ready for this key. */
  take(name: DnsName, responderStatic: Uint8Array): KeyPair | undefined {
    this.#forgetOld()
    const made = this.#made.get(name)
    this.#made.delete(name)
    const isFitting =
      made !== undefined && Buffer.compare(made.responderStatic, responderStatic) === 0
    return isFitting ? made.keys : undefined
  }

  /** What is secret for one handshake is not kept for long. */
  #forgetOld(): void {
    const youngestMs = this.#clock.nowMs() - ephemeralLastsMs
    // In the order of their making.
    for (const [name, { atMs }] of this.#made) {
      if (atMs > youngestMs) return
      this.#made.delete(name)
    }
  }
}
