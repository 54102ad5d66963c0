// Datagrams between simulated hosts: lost, doubled, delayed and thereby reordered as a seed says; taken only where a host
// has that address now. A test may watch them, and send others under any source, as an attacker does.
import type { FakeClock } from '../../lib/fake-clock.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { addressOf } from '../../tables/usable-endpoint.ts'
import type { SimulatedNat } from './simulated-nat.ts'

/** What an application sent. TCP segments may be sent once more (with the same id), others never. */
export interface AppPacket {
  id: number
  kind: 'tcp' | 'udp'
  from: DnsName
  to: DnsName
}

export type Body = { kind: 'control'; bytes: Uint8Array } | { kind: 'data'; packet: AppPacket }

/** ESP is a struct here: only the host that has an SA of this SPI reads it. */
export interface Datagram {
  spi: string
  sequence: number
  body: Body
}

export interface PathQuality {
  /** Probabilities. */
  loss: number
  duplication: number
  /** One way; each datagram has its own, so that they overtake each other. */
  delayMs: { least: number; greatest: number }
}

export type Receiver = (source: string, datagram: Datagram) => void
/** Whether it goes on its way. */
export type Tap = (source: string, destination: string, datagram: Datagram) => boolean

export class SimulatedNetwork {
  quality: PathQuality
  tap: Tap = () => true
  /** Paths that swallow everything, though routes lead there. */
  isBlocked: (source: string, destination: string) => boolean = () => false
  /** Own `address:port` for which a middlebox keeps a dead binding. */
  readonly deadBindings = new Set<string>()
  readonly nats: SimulatedNat[] = []
  readonly #clock: FakeClock
  readonly #random: SeededRandom
  readonly #receivers = new Map<string, Receiver>()

  constructor(clock: FakeClock, random: SeededRandom, quality: PathQuality) {
    this.#clock = clock
    this.#random = random
    this.quality = quality
  }

  attach(endpoint: string, receiver: Receiver): void {
    this.#receivers.set(endpoint, receiver)
  }

  detach(endpoint: string): void {
    this.#receivers.delete(endpoint)
  }

  send(source: string, destination: string, datagram: Datagram): void {
    if (this.deadBindings.has(source)) return
    const nat = this.nats.find((each) => each.hasInside(source))
    const outer = nat === undefined ? source : nat.outbound(source, destination)
    if (!this.tap(outer, destination, datagram)) return
    if (this.isBlocked(source, destination)) return
    this.inject(outer, destination, datagram)
  }

  /** Past the tap, under any source: the attacker's own. */
  inject(source: string, destination: string, datagram: Datagram): void {
    const { loss, duplication } = this.quality
    if (!this.#random.happens(loss)) this.#deliver(source, destination, datagram)
    if (this.#random.happens(duplication)) this.#deliver(source, destination, datagram)
  }

  /** Whose endpoint stands behind one that others see; undefined where nobody's does. */
  behind(destination: string): string | undefined {
    const nat = this.nats.find((each) => each.publicAddress === addressOf(destination))
    return nat === undefined ? destination : nat.ownerOf(destination)
  }

  #deliver(source: string, destination: string, datagram: Datagram): void {
    const { least, greatest } = this.quality.delayMs
    const delayMs = least + this.#random.next() * (greatest - least)
    this.#clock.after(delayMs, () => {
      // Addresses behind a NAT mean nothing outside of it.
      if (this.nats.some((nat) => nat.hasInside(destination))) return
      const nat = this.nats.find((each) => each.publicAddress === addressOf(destination))
      const inner = nat === undefined ? destination : nat.inbound(destination, source)
      if (inner === undefined || this.deadBindings.has(inner)) return
      this.#receivers.get(inner)?.(source, datagram)
    })
  }
}
