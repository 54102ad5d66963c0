// A NAT (PROTOCOL section 8): hosts behind it are seen under its address, each of their ports under another one of it.
import { addressOf } from '../../tables/usable-endpoint.ts'

export interface NatOptions {
  publicAddress: string
  /** Addresses of hosts behind it. */
  inside: readonly string[]
  /** Another binding for each destination (RFC 4787: address and port dependent mapping). */
  isSymmetric?: boolean
  /** Lets in only answers from endpoints that were sent to. */
  isRestricted?: boolean
}

interface Binding {
  inside: string
  port: number
  sentTo: Set<string>
}

export class SimulatedNat {
  readonly publicAddress: string
  readonly isRestricted: boolean
  readonly #isSymmetric: boolean
  readonly #inside: Set<string>
  readonly #bindings = new Map<string, Binding>()
  #nextPort = 20_000

  constructor(options: NatOptions) {
    this.publicAddress = options.publicAddress
    this.#inside = new Set(options.inside)
    this.#isSymmetric = options.isSymmetric === true
    this.isRestricted = options.isRestricted === true || this.#isSymmetric
  }

  hasInside(endpoint: string): boolean {
    return this.#inside.has(addressOf(endpoint))
  }

  /** Under which endpoint a datagram leaves. */
  outbound(inside: string, destination: string): string {
    const key = this.#isSymmetric ? `${inside} ${destination}` : inside
    let binding = this.#bindings.get(key)
    if (binding === undefined) {
      binding = { inside, port: this.#nextPort, sentTo: new Set() }
      this.#nextPort += 1
      this.#bindings.set(key, binding)
    }
    binding.sentTo.add(destination)
    return `${this.publicAddress}:${binding.port}`
  }

  /** Whose it is; undefined where it is dropped. */
  inbound(destination: string, source: string): string | undefined {
    const binding = this.#bindingOf(destination)
    if (binding === undefined || (this.isRestricted && !binding.sentTo.has(source)))
      return undefined
    return binding.inside
  }

  /** Whoever may send there. */
  ownerOf(destination: string): string | undefined {
    return this.#bindingOf(destination)?.inside
  }

  /** It has restarted, or bindings have run out: everything gets another port. */
  rebind(): void {
    this.#bindings.clear()
  }

  #bindingOf(destination: string): Binding | undefined {
    const all = [...this.#bindings.values()]
    return all.find(({ port }) => destination === `${this.publicAddress}:${port}`)
  }
}
