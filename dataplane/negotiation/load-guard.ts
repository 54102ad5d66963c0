// What keeps a flood of INITs from using up the host (PROTOCOL sections 3 and 10): a few from each
// network, then only from whoever gets packets at the address that it shows.
import { createHmac } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { parseIpv4, parseIpv6 } from '../wire/dns-address.ts'
import {
  allInitsPerSecond,
  cookieSecretMs,
  initsPerSecond,
  maxHalfOpen,
  maxSources,
  provenInitsPerSecond,
} from './limits.ts'
import { addressOf } from '../tables/usable-endpoint.ts'

export interface InitArrival {
  /** `address:port`. */
  source: string
  senderIndex: number
  cookie: Uint8Array | undefined
  /** Handshakes that are kept at present. */
  halfOpen: number
}

export type GuardVerdict =
  | { kind: 'pass'; isProven: boolean }
  /** Answer with this; keep nothing. */
  | { kind: 'prove'; cookie: Uint8Array }
  | { kind: 'drop'; reason: 'rate-limited' | 'busy' }

/** Tokens that come back with time. */
interface Bucket {
  tokens: number
  atMs: number
}

export class LoadGuard {
  readonly #clock: Clock
  readonly #randomBytes: (count: number) => Uint8Array
  readonly #strangers = new Map<string, Bucket>()
  readonly #proven = new Map<string, Bucket>()
  readonly #all: Bucket
  #secret: Uint8Array
  #secretBefore: Uint8Array
  #secretSinceMs: number

  constructor(clock: Clock, randomBytes: (count: number) => Uint8Array) {
    this.#clock = clock
    this.#randomBytes = randomBytes
    this.#all = { tokens: allInitsPerSecond, atMs: clock.nowMs() }
    this.#secret = randomBytes(32)
    this.#secretBefore = randomBytes(32)
    this.#secretSinceMs = clock.nowMs()
  }

  judge({ source, senderIndex, cookie, halfOpen }: InitArrival): GuardVerdict {
    this.#changeSecret()
    if (halfOpen >= maxHalfOpen) return { kind: 'drop', reason: 'busy' }
    const network = networkOf(source)
    if (cookie !== undefined && this.#isOurs(cookie, source, senderIndex)) {
      return this.#take(this.#proven, network, provenInitsPerSecond)
        ? { kind: 'pass', isProven: true }
        : { kind: 'drop', reason: 'rate-limited' }
    }
    const isCalm =
      halfOpen < maxHalfOpen / 2 && this.#take(this.#strangers, network, initsPerSecond)
    if (isCalm && this.#takeFrom(this.#all, allInitsPerSecond)) {
      return { kind: 'pass', isProven: false }
    }
    return this.proof(source, senderIndex)
  }

  /** Asks a source to prove its address, whatever the load. */
  proof(source: string, senderIndex: number): { kind: 'prove'; cookie: Uint8Array } {
    return { kind: 'prove', cookie: cookieOf(this.#secret, source, senderIndex) }
  }

  #isOurs(cookie: Uint8Array, source: string, senderIndex: number): boolean {
    return [this.#secret, this.#secretBefore].some((secret) => {
      const expected = cookieOf(secret, source, senderIndex)
      // In constant time, since a cookie is a secret of the address that it was sent to.
      return (
        expected.reduce((difference, byte, at) => difference | (byte ^ (cookie[at] ?? 0)), 0) === 0
      )
    })
  }

  #changeSecret(): void {
    const nowMs = this.#clock.nowMs()
    const ageMs = nowMs - this.#secretSinceMs
    if (ageMs < cookieSecretMs) return
    this.#secretBefore = ageMs < 2 * cookieSecretMs ? this.#secret : this.#randomBytes(32)
    this.#secret = this.#randomBytes(32)
    this.#secretSinceMs = nowMs
  }

  #take(buckets: Map<string, Bucket>, network: string, perSecond: number): boolean {
    const present = buckets.get(network)
    if (present !== undefined) return this.#takeFrom(present, perSecond)
    if (buckets.size >= maxSources) this.#forgetIdle(buckets)
    if (buckets.size >= maxSources) return false
    buckets.set(network, { tokens: perSecond - 1, atMs: this.#clock.nowMs() })
    return true
  }

  #takeFrom(bucket: Bucket, perSecond: number): boolean {
    const nowMs = this.#clock.nowMs()
    const back = ((nowMs - bucket.atMs) * perSecond) / 1000
    bucket.tokens = Math.min(perSecond, bucket.tokens + back)
    bucket.atMs = nowMs
    if (bucket.tokens < 1) return false
    bucket.tokens -= 1
    return true
  }

  /** A bucket that has filled up again says nothing. Looked for at most once a call, when full. */
  #forgetIdle(buckets: Map<string, Bucket>): void {
    const nowMs = this.#clock.nowMs()
    for (const [network, { atMs }] of buckets) {
      // In the order of their first INIT: behind a young one there may be idle ones, some later
      // time.
      if (nowMs - atMs < 1000) return
      buckets.delete(network)
    }
  }
}

/** /24 of an IPv4 source, /64 of an IPv6 one: what one customer of a provider has. */
export function networkOf(source: string): string {
  const address = addressOf(source)
  const bytes = parseIpv4(address) ?? parseIpv6(address) ?? new Uint8Array(0)
  return bytes.subarray(0, bytes.length === 4 ? 3 : 8).join('.')
}

function cookieOf(secret: Uint8Array, source: string, senderIndex: number): Uint8Array {
  const mac = createHmac('sha256', secret).update(`${senderIndex} ${source}`).digest()
  return new Uint8Array(mac.subarray(0, 16))
}
