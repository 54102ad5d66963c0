// Follows the addresses that this machine has (PROTOCOL section 7): by the kernel's events, not by asking again and again.
import { readNetwork, watchNetwork } from 'tun-tap/netlink'
import { monotonicUs } from 'tun-tap/dataplane'
import { NetworkState } from 'tun-tap/netlink-state'
import { isOfOwnNetwork } from './own-network.ts'
import { usableAddresses } from './usable-addresses.ts'
import type { UsableAddress } from './usable-addresses.ts'

export interface AddressWatchOptions {
  /** Names of interfaces that may carry VIP, as in the configuration. */
  patterns: readonly string[]
  /** The TUN that VIP itself makes. */
  ownTun: string
  /** Links, addresses or routes have changed in any way: at `atUs` of CLOCK_MONOTONIC. Told before `onAddresses`. */
  onNetwork: (addresses: readonly UsableAddress[], atUs: number) => void
  /** Addresses that may carry VIP are others now. */
  onAddresses: (addresses: readonly UsableAddress[]) => void
}

export class AddressWatch {
  readonly #options: AddressWatchOptions
  readonly #state = new NetworkState()
  #addresses: readonly UsableAddress[] = []
  #watch: { stop(): void } | undefined
  #isDue = false
  /** Addresses are others than were told of. */
  #hasNews = false
  #isTelling = false

  constructor(options: AddressWatchOptions) {
    this.#options = options
  }

  /** Best first; empty before the first snapshot. */
  get addresses(): readonly UsableAddress[] {
    return this.#addresses
  }

  /** Resolves when the present addresses are known. @throws Error with `code` where the kernel gives no netlink socket */
  async start(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#watch = watchNetwork((event) => {
      this.#state.apply(event)
      // A move comes as many events at once, and is looked at once.
      if (this.#isDue) return
      this.#isDue = true
      queueMicrotask(() => {
        this.#isDue = false
        if (this.#watch !== undefined) this.#look(event.atUs)
        resolve()
      })
    })
    await promise
  }

  /** Whether the address is one that this machine reaches without a router, or a router's. */
  isOfOwnNetwork(address: string): boolean {
    return isOfOwnNetwork(this.#state, address)
  }

  /** Reads everything anew, for when the kernel's news cannot be trusted. */
  refresh(): void {
    this.#state.apply({
      kind: 'snapshot',
      cause: 'unannounced',
      atUs: monotonicUs(),
      ...readNetwork(),
    })
    this.#look(monotonicUs())
  }

  /** Idempotent. */
  stop(): void {
    this.#watch?.stop()
    this.#watch = undefined
  }

  /** When all that the kernel has said has been looked at: what comes meanwhile is told with it. */
  #tellLater(): void {
    if (this.#isTelling) return
    this.#isTelling = true
    setImmediate(() => {
      this.#isTelling = false
      this.#hasNews = false
      if (this.#watch !== undefined) this.#options.onAddresses(this.#addresses)
    })
  }

  #look(atUs: number): void {
    const { patterns, ownTun, onNetwork } = this.#options
    const addresses = usableAddresses(this.#state, patterns, ownTun)
    const isSame = JSON.stringify(addresses) === JSON.stringify(this.#addresses)
    this.#addresses = addresses
    this.#hasNews ||= !isSame
    onNetwork(addresses, atUs)
    if (this.#hasNews) this.#tellLater()
  }
}
