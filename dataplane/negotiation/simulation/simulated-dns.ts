// DNS of the simulation: what hosts publish, after a delay, sometimes not at all.
import { passed } from '../../lib/clock.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { addressOf } from '../../tables/usable-endpoint.ts'
import type { Discovery } from '../ports.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'

export class SimulatedDns {
  /** Of a question: how probable it is that no answer comes. */
  loss = 0
  delayMs = { least: 1, greatest: 1 }
  readonly #clock: FakeClock
  readonly #random: SeededRandom
  readonly #records = new Map<DnsName, Discovery>()
  readonly #reverse = new Map<string, DnsName>()

  constructor(clock: FakeClock, random: SeededRandom) {
    this.#clock = clock
    this.#random = random
  }

  publish(name: DnsName, endpoint: string, vip: string | undefined): void {
    this.#records.set(name, {
      name,
      addresses: [addressOf(endpoint)],
      magic: { kind: 'present', ...(vip === undefined ? {} : { vip }) },
      port: Number(endpoint.slice(endpoint.lastIndexOf(':') + 1)),
    })
  }

  publishRecord(record: Discovery): void {
    this.#records.set(record.name, record)
  }

  publishReverse(address: string, name: DnsName): void {
    this.#reverse.set(address, name)
  }

  record(name: DnsName): Discovery {
    const record = this.#records.get(name)
    if (record === undefined) throw new Error(`${name} has published nothing`)
    return record
  }

  async discover(name: DnsName): Promise<Discovery | undefined> {
    await this.#delay()
    return this.#random.happens(this.loss) ? undefined : this.#records.get(name)
  }

  async hasAddress(name: DnsName, address: string): Promise<boolean> {
    return (await this.discover(name))?.addresses.includes(address) === true
  }

  async publishesVip(name: DnsName, vip: string): Promise<boolean> {
    const magic = (await this.discover(name))?.magic
    return magic?.kind === 'present' && magic.vip === vip
  }

  async reverseName(address: string): Promise<DnsName | undefined> {
    await this.#delay()
    return this.#reverse.get(address)
  }

  async #delay(): Promise<void> {
    const { least, greatest } = this.delayMs
    await passed(this.#clock, this.#random.between(least, greatest))
  }
}
