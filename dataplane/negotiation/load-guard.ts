// What keeps a flood of INITs from using up the host (PROTOCOL sections 3 and 10): a few from each
// network, then only from whoever gets packets at the address that it shows.
//
// A valid cookie proves an address, and whoever has many addresses has many cookies. So proven ones
// are limited by network. While more networks come at once than are told apart, each also counts as
// part of its wider network: who has a whole /48 uses up the share of that one, and nobody else's.
import { createHmac } from 'node:crypto'
import type { Clock } from '../lib/clock.ts'
import { parseIpv4, parseIpv6 } from '../wire/dns-address.ts'
import {
  allInitsPerSecond,
  cookieSecretMs,
  initsPerSecond,
  maxHalfOpen,
  maxSources,
  maxWideNetworks,
  provenInitsPerSecond,
  wideInitsPerSecond,
} from './limits.ts'
import { TokenBuckets } from './token-buckets.ts'
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

export class LoadGuard {
  readonly #clock: Clock
  readonly #randomBytes: (count: number) => Uint8Array
  readonly #strangers: TokenBuckets
  readonly #proven: TokenBuckets
  readonly #wide: TokenBuckets
  readonly #all: TokenBuckets
  #secret: Uint8Array
  #secretBefore: Uint8Array
  #secretSinceMs: number

  constructor(clock: Clock, randomBytes: (count: number) => Uint8Array) {
    this.#clock = clock
    this.#randomBytes = randomBytes
    this.#strangers = new TokenBuckets(clock, initsPerSecond, maxSources)
    this.#proven = new TokenBuckets(clock, provenInitsPerSecond, maxSources)
    this.#wide = new TokenBuckets(clock, wideInitsPerSecond, maxWideNetworks)
    this.#all = new TokenBuckets(clock, allInitsPerSecond, 1)
    this.#secret = randomBytes(32)
    this.#secretBefore = randomBytes(32)
    this.#secretSinceMs = clock.nowMs()
  }

  judge({ source, senderIndex, cookie, halfOpen }: InitArrival): GuardVerdict {
    this.#changeSecret()
    if (halfOpen >= maxHalfOpen) return { kind: 'drop', reason: 'busy' }
    if (cookie !== undefined && this.#isOurs(cookie, source, senderIndex)) {
      return this.#takeProven(source)
        ? { kind: 'pass', isProven: true }
        : { kind: 'drop', reason: 'rate-limited' }
    }
    const isCalm = halfOpen < maxHalfOpen / 2 && this.#takeStranger(networkOf(source))
    if (isCalm && this.#all.take('all')) return { kind: 'pass', isProven: false }
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

  /** While there are too many to be told apart, all must prove their address. */
  #takeStranger(network: string): boolean {
    return this.#strangers.take(network) && !this.#strangers.isCrowded
  }

  #takeProven(source: string): boolean {
    const network = networkOf(source)
    // One that has used up its own tokens takes none of those it shares.
    if (!this.#proven.has(network)) return false
    if (this.#proven.isCrowded && !this.#wide.take(this.#wideShareOf(source))) return false
    return this.#proven.take(network)
  }

  /**
   * One of a fixed number of shares. Nobody can tell who has the same one, and with the next secret
   * it is others.
   */
  #wideShareOf(source: string): string {
    const mac = createHmac('sha256', this.#secret)
      .update(`wide ${wideNetworkOf(source)}`)
      .digest()
    return `${mac.readUInt32BE(0) % maxWideNetworks}`
  }
}

/** /24 of an IPv4 source, /64 of an IPv6 one: what one customer of a provider has. */
export function networkOf(source: string): string {
  return prefixOf(source, 3, 8)
}

/** /16 of an IPv4 source, /48 of an IPv6 one: what a large customer has, and thus 65,536 networks. */
export function wideNetworkOf(source: string): string {
  return prefixOf(source, 2, 6)
}

/** So many bytes of the address. */
function prefixOf(source: string, ofIpv4: number, ofIpv6: number): string {
  const address = addressOf(source)
  const bytes = parseIpv4(address) ?? parseIpv6(address) ?? new Uint8Array(0)
  return bytes.subarray(0, bytes.length === 4 ? ofIpv4 : ofIpv6).join('.')
}

function cookieOf(secret: Uint8Array, source: string, senderIndex: number): Uint8Array {
  const mac = createHmac('sha256', secret).update(`${senderIndex} ${source}`).digest()
  return new Uint8Array(mac.subarray(0, 16))
}
