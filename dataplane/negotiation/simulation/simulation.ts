// A world of hosts that share a clock, a network and DNS, all from one seed.
import { FakeClock } from '../../lib/fake-clock.ts'
import type { PathQuality } from '../../lib/lossy-network.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { parseFqdn } from '../../wire/payloads-fields.ts'
import { SeededRandom } from '../../lib/seeded-random.ts'
import { SimulatedDns } from './simulated-dns.ts'
import { SimulatedHost } from './simulated-host.ts'
import type { SimulatedHostOptions } from './simulated-host.ts'
import { SimulatedNetwork } from './simulated-network.ts'

export const goodPath: PathQuality = {
  loss: 0,
  duplication: 0,
  delayMs: { least: 10, greatest: 10 },
}

export class Simulation {
  readonly clock = new FakeClock()
  readonly random: SeededRandom
  readonly network: SimulatedNetwork
  readonly dns: SimulatedDns
  readonly hosts: SimulatedHost[] = []

  constructor(seed: number, quality: PathQuality = goodPath) {
    this.random = new SeededRandom(seed)
    this.network = new SimulatedNetwork(this.clock, this.random, quality)
    this.dns = new SimulatedDns(this.clock, this.random)
  }

  /** `a` is a.vipip.net at 192.0.2.1, the next one .2, and so on. */
  host(
    label: string,
    options: Partial<Omit<SimulatedHostOptions, 'clock' | 'random' | 'network' | 'dns'>> = {},
  ): SimulatedHost {
    const { clock, random, network, dns } = this
    const endpoint = `192.0.2.${this.hosts.length + 1}:10567`
    const name = nameOf(label)
    const host = new SimulatedHost({ clock, random, network, dns, name, endpoint, ...options })
    this.hosts.push(host)
    return host
  }

  /** Lets so much time pass. */
  async run(durationMs: number): Promise<void> {
    await this.clock.advanceAsync(durationMs)
  }

  /** Lets time pass until the promise has its value, and says after how much. */
  async until<T>(promise: Promise<T>, withinMs = 60_000): Promise<{ value: T; elapsedMs: number }> {
    const startMs = this.clock.nowMs()
    let settled: { value: T } | undefined
    void promise.then((value) => {
      settled = { value }
    })
    await this.clock.advanceAsync(0)
    while (settled === undefined) {
      const nextMs = this.clock.nextAtMs
      if (nextMs === undefined || nextMs - startMs > withinMs) {
        throw new Error(`nothing came of it within ${withinMs} ms of simulated time`)
      }
      await this.clock.advanceAsync(nextMs - this.clock.nowMs())
    }
    return { value: settled.value, elapsedMs: this.clock.nowMs() - startMs }
  }
}

export function nameOf(label: string): DnsName {
  const name = parseFqdn(`${label}.vipip.net.`)
  if (name === undefined) throw new Error(`${label} makes no name`)
  return name
}
