// A world of a few hosts in one process, on one fake clock.
import { FakeClock } from '../../lib/fake-clock.ts'
import type { PathQuality } from '../../lib/lossy-network.ts'
import { SeededRandom } from '../../lib/seeded-random.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { parseFqdn } from '../../wire/payloads-fields.ts'
import { SimulatedDns } from './simulated-dns.ts'
import { SimulatedHost } from './simulated-host.ts'
import { SimulatedNat } from './simulated-nat.ts'
import type { NatOptions } from './simulated-nat.ts'
import { SimulatedNetwork } from './simulated-network.ts'
import type { AppPacket } from './simulated-network.ts'

/** A round trip of 20 ms. */
export const goodPath: PathQuality = {
  loss: 0,
  duplication: 0,
  delayMs: { least: 10, greatest: 10 },
}

export class World {
  readonly clock = new FakeClock()
  readonly random: SeededRandom
  readonly network: SimulatedNetwork
  readonly dns: SimulatedDns
  readonly hosts: SimulatedHost[] = []
  readonly #givenAddresses = new Set<string>()
  #packets = 0
  #keys = 0

  constructor(seed: number, quality: PathQuality = goodPath) {
    this.random = new SeededRandom(seed)
    this.network = new SimulatedNetwork(this.clock, this.random, quality)
    this.dns = new SimulatedDns(this.clock, this.random)
  }

  /** `a` is a.vipip.net; DNS knows it. */
  host(label: string, ...addresses: string[]): SimulatedHost {
    const { clock, random, network, dns } = this
    const host = new SimulatedHost({ clock, random, network, dns, name: nameOf(label), addresses })
    this.hosts.push(host)
    dns.set(host.name, host.ownEndpoints)
    return host
  }

  /** One that no host has had. */
  freshAddress(family: 4 | 6): string {
    const [high, low] = [this.random.between(0, 255), this.random.between(1, 254)]
    // Nothing leaves this process, and 254 addresses would not do.
    const address =
      family === 6 ? `2001:db8::${high.toString(16)}:${low.toString(16)}` : `198.18.${high}.${low}`
    if (this.#givenAddresses.has(address)) return this.freshAddress(family)
    this.#givenAddresses.add(address)
    return address
  }

  nat(options: NatOptions): SimulatedNat {
    const nat = new SimulatedNat(options)
    this.network.nats.push(nat)
    return nat
  }

  /** As a handshake leaves them: with new keys, and each knows where the other one is. */
  connect(one: SimulatedHost, other: SimulatedHost): void {
    this.#keys += 1
    const forth = `${one.name}>${other.name} ${this.#keys}`
    const back = `${other.name}>${one.name} ${this.#keys}`
    const seen = [this.seenAt(one, other), this.seenAt(other, one)] as const
    one.agree(other.name, { send: forth, receive: back }, seen[1])
    other.agree(one.name, { send: back, receive: forth }, seen[0])
  }

  /** Under which endpoints the peer knows the host: what it says of itself, and where its messages come from. */
  seenAt(host: SimulatedHost, peer: SimulatedHost): string[] {
    const own = host.ownEndpoints
    const [target] = peer.ownEndpoints
    const nat = this.network.nats.find((each) => own.some((endpoint) => each.hasInside(endpoint)))
    const inside = own.find((endpoint) => nat?.hasInside(endpoint) === true)
    if (nat === undefined || inside === undefined || target === undefined) return own
    return [nat.outbound(inside, target), ...own]
  }

  /** One packet of an application. @returns its id */
  send(from: SimulatedHost, to: SimulatedHost, kind: AppPacket['kind'] = 'udp'): number {
    this.#packets += 1
    return from.send({ id: this.#packets, kind, from: from.name, to: to.name })
  }

  /** Sends each way every so many milliseconds, until stopped. */
  stream(
    one: SimulatedHost,
    other: SimulatedHost,
    everyMs: number,
    kind: AppPacket['kind'] = 'udp',
  ) {
    let isOver = false
    const beat = () => {
      if (isOver) return
      this.send(one, other, kind)
      this.send(other, one, kind)
      this.clock.after(everyMs, beat)
    }
    beat()
    return {
      stop: () => {
        isOver = true
      },
    }
  }

  async run(durationMs: number): Promise<void> {
    await this.clock.advanceAsync(durationMs)
  }

  stop(): void {
    for (const host of this.hosts) host.stop()
  }
}

export function nameOf(label: string): DnsName {
  const name = parseFqdn(`${label}.vipip.net.`)
  if (name === undefined) throw new Error(`${label} makes no name`)
  return name
}

/** How long no packet came of the peer, in ms, until now or after the given time. */
export function gapsOf(times: readonly number[]): number {
  return Math.max(...times.slice(1).map((time, at) => time - (times[at] ?? time)))
}
