// Datagrams between simulated hosts: lost, doubled, delayed and thereby reordered as a seed says. A
// test may watch them, and send others under any source, as an attacker on the path does.
import type { FakeClock } from '../../lib/fake-clock.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'

/** ESP is a struct here: whoever has not the same key cannot read it, as with the real one. */
export type Datagram =
  | { kind: 'clear'; bytes: Uint8Array }
  | { kind: 'esp'; spi: number; sequence: number; key: string; control: Uint8Array | undefined }

export interface PathQuality {
  /** Probabilities. */
  loss: number
  duplication: number
  /** One way; each datagram has its own, so that they overtake each other. */
  delayMs: { least: number; greatest: number }
}

export type Receiver = (source: string, datagram: Datagram) => void
/** Returns what is to arrive instead: nothing, the same, or others. */
export type Tap = (source: string, destination: string, datagram: Datagram) => readonly Datagram[]

export class SimulatedNetwork {
  quality: PathQuality
  tap: Tap = (_source, _destination, datagram) => [datagram]
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
    for (const each of this.tap(source, destination, datagram)) {
      this.sendUnwatched(source, destination, each)
    }
  }

  /** Past the tap: the attacker's own. */
  sendUnwatched(source: string, destination: string, datagram: Datagram): void {
    const { loss, duplication } = this.quality
    if (!this.#random.happens(loss)) this.#deliver(source, destination, datagram)
    if (this.#random.happens(duplication)) this.#deliver(source, destination, datagram)
  }

  #deliver(source: string, destination: string, datagram: Datagram): void {
    const { least, greatest } = this.quality.delayMs
    this.#clock.after(this.#random.between(least, greatest), () => {
      this.#receivers.get(destination)?.(source, datagram)
    })
  }
}
