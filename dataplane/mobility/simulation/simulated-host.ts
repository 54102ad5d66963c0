// One host of the simulation: the real mobility and tables, over simulated SAs, packets and DNS. Its addresses are what a
// test says; it may sleep, and its helper may start again.
import type { EventNews } from '../../contract/events.ts'
import { formatEndpoint } from '../../lib/endpoint.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import { Endpoints } from '../../tables/endpoints.ts'
import { addressOf } from '../../tables/usable-endpoint.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { decodeInnerControl, encodeInnerControl } from '../../wire/payloads.ts'
import type { InnerControl } from '../../wire/payloads.ts'
import { HandoverJournal } from '../handover-journal.ts'
import { Mobility } from '../mobility.ts'
import type { ControlBody } from '../ports.ts'
import { SleepWatch } from '../sleep-watch.ts'
import type { UsableAddress } from '../usable-addresses.ts'
import { HostClock } from './host-clock.ts'
import { SimulatedAssociations } from './simulated-associations.ts'
import type { SimulatedDns } from './simulated-dns.ts'
import type { AppPacket, SimulatedNetwork } from './simulated-network.ts'

export const port = 10567
const firstAlternatePort = 40_000

export interface SimulatedHostOptions {
  clock: FakeClock
  random: SeededRandom
  network: SimulatedNetwork
  dns: SimulatedDns
  name: DnsName
  /** Best first. */
  addresses: readonly string[]
}

/** An inner control message that a host has sent. */
export interface SentControl {
  atMs: number
  to: DnsName
  message: ControlBody
  endpoint: string | undefined
}

export class SimulatedHost {
  readonly name: DnsName
  readonly clock: HostClock
  readonly news: EventNews[] = []
  /** Packets of applications, by their ids: how often each was delivered here. */
  readonly received = new Map<number, number>()
  /** When the newest packet from a peer was delivered, by the world's clock. */
  readonly lastReceivedMs = new Map<DnsName, number>()
  readonly sent: SentControl[] = []
  /** Delivered here, though for another host, or from another one than the SA says. */
  readonly misdelivered: AppPacket[] = []
  /** Delivered more than once, though no TCP segment, which may be sent once more. */
  readonly repeated: AppPacket[] = []
  associations: SimulatedAssociations
  endpoints = new Endpoints()
  mobility: Mobility
  journal: HandoverJournal
  roundTrips = new Map<DnsName, number>()
  readonly #options: SimulatedHostOptions
  readonly #sleep: SleepWatch
  #addresses: readonly string[]
  #alternatePort: number | undefined
  #attached: string[] = []
  #nextId = 1
  /** Addresses have changed while it slept. */
  #hasNews = false
  #isUp = true

  constructor(options: SimulatedHostOptions) {
    const { clock, random, name, addresses } = options
    this.#options = options
    this.name = name
    this.#addresses = addresses
    this.clock = new HostClock(clock, random.between(1, 1_000_000))
    this.associations = this.#newAssociations()
    this.journal = this.#newJournal()
    this.mobility = this.#newMobility()
    this.#sleep = new SleepWatch({
      clock: this.clock,
      bootMs: () => this.clock.bootMs(),
      onWake: () => {
        // As the address watch does it: read anew, then told.
        this.#networkChanged()
        this.mobility.woke()
      },
    })
    this.#goUp()
  }

  /** Best first; empty without a link. */
  get addresses(): readonly string[] {
    return this.#addresses
  }

  get ownEndpoints(): string[] {
    return this.#addresses.map((address) => formatEndpoint({ address, port }))
  }

  /** Where it takes datagrams now. */
  get attached(): readonly string[] {
    return this.#attached
  }

  get isUp(): boolean {
    return this.#isUp
  }

  /** All interfaces but these go, or come. */
  moveTo(...addresses: string[]): void {
    this.#addresses = addresses
    this.#attach()
    if (this.clock.isAsleep) this.#hasNews = true
    else this.#networkChanged()
  }

  /** An application sends to the peer. @returns the packet's id */
  send(packet: AppPacket): number {
    if (this.#isUp && !this.clock.isAsleep) this.associations.sendData(packet)
    return packet.id
  }

  sleep(): void {
    this.clock.sleep()
  }

  /** What the kernel had to tell meanwhile is heard at once. */
  wake(): void {
    this.clock.wake()
    if (this.#hasNews) this.#networkChanged()
    this.#hasNews = false
  }

  /** Helpers agree on keys: each side learns where the other one is. */
  agree(
    peer: DnsName,
    spis: { send: string; receive: string },
    endpoints: readonly string[],
  ): void {
    this.endpoints.set(peer, endpoints)
    this.associations.install(peer, spis)
    this.associations.setEndpoints(peer, endpoints)
    if (this.#isUp) this.mobility.agreed(peer)
  }

  /** The helper ends, and starts again: epochs begin anew, keys are gone. */
  restart(): void {
    this.stop()
    this.associations = this.#newAssociations()
    this.journal = this.#newJournal()
    this.mobility = this.#newMobility()
    this.roundTrips = new Map()
    this.#goUp()
  }

  /** Idempotent. */
  stop(): void {
    this.#isUp = false
    this.#sleep.stop()
    this.mobility.stop()
    for (const endpoint of this.#attached) this.#options.network.detach(endpoint)
    this.#attached = []
  }

  hasPath(endpoint: string): boolean {
    return this.#sourceTowards(endpoint) !== undefined
  }

  /** Kernel, routes and addresses tell of something, whatever it is. */
  networkChanged(): void {
    this.#networkChanged()
  }

  /** Publishes where this host is. */
  publish(): void {
    const canReach = () => this.#isUp && !this.clock.isAsleep && this.#addresses.length > 0
    this.#options.dns.update(this.name, this.ownEndpoints, canReach)
  }

  #goUp(): void {
    this.#isUp = true
    this.#attach()
    this.mobility.start(this.#usable())
    this.#sleep.start()
  }

  #networkChanged(): void {
    if (!this.#isUp) return
    this.mobility.networkChanged(this.#usable(), this.#nowUs())
    this.associations.fitPaths()
    this.publish()
  }

  #usable(): UsableAddress[] {
    const isV6 = (address: string) => address.includes(':')
    return this.#addresses.map((address, at, all) => ({
      address,
      interface: `lan-${address}`,
      preferred: all.findIndex((other) => isV6(other) === isV6(address)) === at,
    }))
  }

  #attach(): void {
    const { network } = this.#options
    for (const endpoint of this.#attached) network.detach(endpoint)
    const ports = this.#alternatePort === undefined ? [port] : [port, this.#alternatePort]
    this.#attached = this.#addresses.flatMap((address) =>
      ports.map((each) => formatEndpoint({ address, port: each })),
    )
    for (const endpoint of this.#attached) {
      network.attach(endpoint, (source, datagram) => {
        const isAlternate = !endpoint.endsWith(`:${port}`)
        if (this.#isUp && !this.clock.isAsleep) {
          this.associations.receive(source, datagram, isAlternate)
        }
      })
    }
  }

  /** The best address of the family. */
  #sourceTowards(endpoint: string): string | undefined {
    const isV6 = addressOf(endpoint).includes(':')
    return this.#addresses.find((address) => address.includes(':') === isV6)
  }

  #newAssociations(): SimulatedAssociations {
    const { network } = this.#options
    return new SimulatedAssociations({
      clock: this.clock,
      hasPath: (endpoint) => this.hasPath(endpoint),
      send: (endpoint, datagram, isAlternate) => {
        const address = this.#sourceTowards(endpoint)
        if (address === undefined || !this.#isUp) return
        const from = isAlternate ? (this.#alternatePort ?? port) : port
        network.send(formatEndpoint({ address, port: from }), endpoint, datagram)
      },
      renewAlternatePort: () => {
        this.#alternatePort = (this.#alternatePort ?? firstAlternatePort) + 1
        this.#attach()
        return this.#alternatePort
      },
      events: {
        onControl: (...message) => this.#control(...message),
        onData: (name, packet) => this.#data(name, packet),
        onWrongSource: (name, source) => this.mobility.wrongSource(name, source),
        onHeard: (name, atUs, source) => this.mobility.heard(name, atUs, source),
        onSent: (name, atUs, endpoint) => this.mobility.sent(name, atUs, endpoint),
      },
    })
  }

  #control(name: DnsName, bytes: Uint8Array, source: string, isAlternate: boolean): void {
    const decoded = decodeInnerControl(bytes)
    if (!decoded.ok) throw new Error(`a message of ${name} is ${decoded.fault}`)
    this.mobility.handleControl(name, decoded.value, source, { isAlternate })
  }

  #data(name: DnsName, packet: AppPacket): void {
    if (packet.to !== this.name || packet.from !== name) this.misdelivered.push(packet)
    const times = (this.received.get(packet.id) ?? 0) + 1
    if (times > 1 && packet.kind === 'udp') this.repeated.push(packet)
    this.received.set(packet.id, times)
    this.lastReceivedMs.set(name, this.#options.clock.nowMs())
  }

  #sendControl(to: DnsName, message: ControlBody, endpoint: string | undefined): void {
    this.sent.push({ atMs: this.#options.clock.nowMs(), to, message, endpoint })
    // Spread of a union without its `id`, and that `id`: the union again.
    const bytes = encodeInnerControl({ ...message, id: this.#nextId } as InnerControl)
    this.#nextId += 1
    this.associations.sendControl(to, bytes, endpoint)
  }

  #newJournal(): HandoverJournal {
    return new HandoverJournal({
      nowUs: () => this.#nowUs(),
      wallMs: () => this.clock.wallMs(),
      onNews: (each) => this.news.push(each),
    })
  }

  #newMobility(): Mobility {
    const { random, dns } = this.#options
    return new Mobility({
      clock: this.clock,
      randomBytes: (count) => random.bytes(count),
      nowUs: () => this.#nowUs(),
      partnerMs: () => 120_000,
      port,
      isMapped: (name) => this.associations.names.includes(name),
      endpoints: this.endpoints,
      associations: this.associations,
      sendControl: (to, message, endpoint) => this.#sendControl(to, message, endpoint),
      roundTripOf: (name) => this.roundTrips.get(name),
      noteRoundTrip: (name, ms) => this.roundTrips.set(name, ms),
      hasPath: (endpoint) => this.hasPath(endpoint),
      locate: (name, signal) => dns.locate(name, this.clock, signal),
      journal: this.journal,
      onPeerMoved: () => {},
    })
  }

  #nowUs(): number {
    return Math.round(this.clock.nowMs() * 1000)
  }
}
