// Datagrams between simulated hosts: lost, doubled, delayed and thereby reordered as a seed says.
import type { FakeClock } from './fake-clock.ts'
import type { SeededRandom } from './seeded-random.ts'

export interface PathQuality {
  /** Probabilities. */
  loss: number
  duplication: number
  /** One way; each datagram has its own, so that they overtake each other. */
  delayMs: { least: number; greatest: number }
}

export type Receiver<Datagram> = (source: string, datagram: Datagram) => void

export class LossyNetwork<Datagram> {
  quality: PathQuality
  readonly #clock: FakeClock
  readonly #random: SeededRandom
  /** By their endpoints, `address:port`. */
  readonly #receivers = new Map<string, Receiver<Datagram>>()

  constructor(clock: FakeClock, random: SeededRandom, quality: PathQuality) {
    this.#clock = clock
    this.#random = random
    this.quality = quality
  }

  attach(endpoint: string, receiver: Receiver<Datagram>): void {
    this.#receivers.set(endpoint, receiver)
  }

  detach(endpoint: string): void {
    this.#receivers.delete(endpoint)
  }

  /** Past whoever watches the path, under any source: also the attacker's own. */
  inject(source: string, destination: string, datagram: Datagram): void {
    const { loss, duplication } = this.quality
    if (!this.#random.happens(loss)) this.#delay(source, destination, datagram)
    if (this.#random.happens(duplication)) this.#delay(source, destination, datagram)
  }

  /** Taken only where a host has that endpoint now. */
  protected arrive(source: string, destination: string, datagram: Datagram): void {
    this.#receivers.get(destination)?.(source, datagram)
  }

  #delay(source: string, destination: string, datagram: Datagram): void {
    const { least, greatest } = this.quality.delayMs
    const delayMs = least + this.#random.next() * (greatest - least)
    this.#clock.after(delayMs, () => this.arrive(source, destination, datagram))
  }
}
