// DNS of the simulation: where hosts say that they are, asked at the zone's own server. Answers and updates take their
// time, are lost, or there is no server at all for a while.
import type { FakeClock } from '../../lib/fake-clock.ts'
import { passed } from '../../lib/clock.ts'
import type { Clock } from '../../lib/clock.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import type { DnsName } from '../../wire/dns-name.ts'

type Span = { least: number; greatest: number }

export class SimulatedDns {
  /** Of a question, or an update: how probable it is that no answer comes. */
  loss = 0
  /** Of a question without an answer: how probable it is that it rejects, as faulty code would. */
  faults = 0
  isOut = false
  /** Until the answer is here. */
  delayMs: Span = { least: 1, greatest: 1 }
  /** Until an update can be seen. */
  updateMs: Span = { least: 1, greatest: 1 }
  /** Of all hosts. */
  questions = 0
  readonly #clock: FakeClock
  readonly #random: SeededRandom
  readonly #records = new Map<DnsName, readonly string[]>()
  readonly #newest = new Map<DnsName, number>()
  #updates = 0

  constructor(clock: FakeClock, random: SeededRandom) {
    this.#clock = clock
    this.#random = random
  }

  /** At once. */
  set(name: DnsName, endpoints: readonly string[]): void {
    this.#records.set(name, endpoints)
  }

  /** Sent again each second until it is taken, or a newer one is there. An empty list changes nothing. */
  update(name: DnsName, endpoints: readonly string[], canReach: () => boolean): void {
    if (endpoints.length === 0) return
    this.#updates += 1
    const order = this.#updates
    this.#newest.set(name, order)
    const attempt = () => {
      if (this.#newest.get(name) !== order) return
      const isTaken = !this.isOut && canReach() && !this.#random.happens(this.loss)
      if (isTaken) this.#records.set(name, endpoints)
      else this.#clock.after(1000, attempt)
    }
    this.#clock.after(this.#random.between(this.updateMs.least, this.updateMs.greatest), attempt)
  }

  /** On the asker's clock, as its timeouts are. */
  async locate(
    name: DnsName,
    clock: Clock,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    this.questions += 1
    const { least, greatest } = this.delayMs
    const isLost = this.isOut || this.#random.happens(this.loss)
    const delayMs = isLost ? 1500 : this.#random.between(least, greatest)
    const hasPassed = await passed(clock, delayMs, signal)
    if (isLost && this.#random.happens(this.faults)) throw new Error('a fault of the resolver')
    return isLost || !hasPassed ? undefined : this.#records.get(name)
  }
}
