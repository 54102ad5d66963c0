// One host of the simulation: the real negotiation, tables and trust, over simulated packets and
// DNS.
import { KnownHosts } from '../../identity/known-hosts.ts'
import type { HostKey } from '../../identity/host-key.ts'
import { sodium } from '../../identity/sodium.ts'
import type { TrustPolicy } from '../../identity/trust-policy.ts'
import { TrustQuestions } from '../../identity/trust-questions.ts'
import type { FakeClock } from '../../lib/fake-clock.ts'
import { Endpoints } from '../../tables/endpoints.ts'
import { Names } from '../../tables/names.ts'
import type { ReclaimPolicy } from '../../tables/names.ts'
import { OwnVips } from '../../tables/own-vips.ts'
import { classE } from '../../tables/vip-range.ts'
import type { VipRange } from '../../tables/vip-range.ts'
import { addressOf } from '../../tables/usable-endpoint.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { HostTrust } from '../host-trust.ts'
import type { KnownHostsStore } from '../host-trust.ts'
import { Negotiation } from '../negotiation.ts'
import type { Connection, Discovery, NegotiationEvent } from '../ports.ts'
import { vip6Of } from '../vip6.ts'
import type { SeededRandom } from '../../lib/seeded-random.ts'
import type { SimulatedDns } from './simulated-dns.ts'
import type { SimulatedNetwork } from './simulated-network.ts'
import { SimulatedTunnel } from './simulated-tunnel.ts'

export interface SimulatedHostOptions {
  clock: FakeClock
  random: SeededRandom
  network: SimulatedNetwork
  dns: SimulatedDns
  /** Undefined: a host without a DNS name. */
  name: DnsName | undefined
  endpoint: string
  policy?: TrustPolicy
  range?: VipRange
  /** Before the random ones: static VIPs. */
  ownVips?: readonly string[]
  reclaim?: ReclaimPolicy
  /** Addresses of its routers and name servers. */
  needed?: readonly string[]
  hostKey?: HostKey
}

export class SimulatedHost {
  readonly hostKey: HostKey
  readonly events: NegotiationEvent[] = []
  /** Errors that nobody expected. */
  readonly faults: unknown[] = []
  readonly questions: TrustQuestions
  /** Packets of applications, by the peer that they came from. */
  readonly received = new Map<DnsName, number>()
  endpoint: string
  trust: HostTrust
  names: Names
  endpoints: Endpoints
  ownVips: OwnVips
  tunnel: SimulatedTunnel
  negotiation: Negotiation
  knownHosts = KnownHosts.parse('')
  readonly #options: SimulatedHostOptions
  #isUp = true

  constructor(options: SimulatedHostOptions) {
    this.#options = options
    this.endpoint = options.endpoint
    this.hostKey = options.hostKey ?? hostKeyOfSeed(options.random.bytes(32))
    this.questions = new TrustQuestions(
      () => options.clock.nowMs(),
      () => {},
    )
    const store: KnownHostsStore = {
      read: () => ({ ok: true, hosts: this.knownHosts }),
      change: (change) => {
        this.knownHosts = change(this.knownHosts)
        return { ok: true, hosts: this.knownHosts }
      },
    }
    this.trust = new HostTrust({
      store,
      policy: () => options.policy ?? 'accept-new',
      questions: this.questions,
      wallMs: () => options.clock.wallMs(),
      onDecided: (name, isTrusted) => this.negotiation.trustDecided(name, isTrusted),
    })
    this.names = this.#newNames()
    this.endpoints = new Endpoints()
    this.ownVips = this.#newOwnVips(options.ownVips)
    this.tunnel = this.#newTunnel()
    this.negotiation = this.#newNegotiation()
    this.#goUp()
  }

  get name(): DnsName {
    if (this.#options.name === undefined) throw new Error('this host has no name')
    return this.#options.name
  }

  async connect(name: DnsName, signal = new AbortController().signal): Promise<Connection> {
    const discovery = await this.#options.dns.discover(name)
    if (discovery === undefined) return { kind: 'physical', reason: 'no-answer' }
    return this.negotiation.connect(discovery, signal)
  }

  connectTo(discovery: Discovery): Promise<Connection> {
    return this.negotiation.connect(discovery, new AbortController().signal)
  }

  /**
   * The helper ends and starts again, perhaps elsewhere. Host key and known hosts stay; `keepsTables`: as in /run.
   */
  restart(keepsTables: boolean, endpoint = this.endpoint): void {
    this.goDown()
    this.endpoint = endpoint
    const mappings = this.names.snapshot()
    const endpoints = mappings.map(({ name }) => [name, this.endpoints.of(name)] as const)
    const ownVips = [...this.ownVips.all]
    this.names = this.#newNames()
    this.endpoints = new Endpoints()
    if (keepsTables) {
      this.names.restore(mappings)
      for (const [name, each] of endpoints) this.endpoints.set(name, each)
    }
    this.ownVips = this.#newOwnVips(keepsTables ? ownVips : undefined)
    this.tunnel = this.#newTunnel()
    this.negotiation = this.#newNegotiation()
    this.#goUp()
  }

  goDown(): void {
    if (!this.#isUp) return
    this.#isUp = false
    this.negotiation.stop()
    this.#options.network.detach(this.endpoint)
  }

  /** To another address, at once; DNS knows it. */
  move(endpoint: string): void {
    this.#options.network.detach(this.endpoint)
    this.endpoint = endpoint
    this.#attach()
    this.negotiation.oneSided.ownAddressesChanged()
  }

  #goUp(): void {
    this.#isUp = true
    this.#attach()
    this.negotiation.start()
  }

  #attach(): void {
    const { network, dns, name } = this.#options
    network.attach(this.endpoint, (source, datagram) => {
      if (datagram.kind === 'clear') this.negotiation.handleClear(source, datagram.bytes)
      else this.tunnel.receive(source, datagram)
    })
    const [vip] = this.ownVips.all
    if (name !== undefined) dns.publish(name, this.endpoint, vip)
  }

  #newNames(): Names {
    return new Names({
      clock: this.#options.clock,
      reclaim: this.#options.reclaim ?? { kind: 'reboot' },
    })
  }

  #newOwnVips(present: readonly string[] | undefined): OwnVips {
    const { random, range } = this.#options
    return new OwnVips({
      range: range ?? classE,
      randomBytes: (count) => random.bytes(count),
      isTaken: (vip) => this.names.isUsed(vip),
      present: present ?? [],
    })
  }

  #newTunnel(): SimulatedTunnel {
    const { clock, random, network } = this.#options
    const { ownVips } = this
    return new SimulatedTunnel(
      clock,
      (count) => random.bytes(count),
      (endpoint, datagram) => {
        if (this.#isUp) network.send(this.endpoint, endpoint, datagram)
      },
      {
        onConfirmed: (name, spi) => this.negotiation.confirmed(name, spi),
        onControl: (name, spi, message, source) => {
          this.negotiation.handleControl(name, spi, message, source)
        },
        isLocal: (address) => ownVips.has(address) || address === addressOf(this.endpoint),
        onData: (name) => {
          this.received.set(name, (this.received.get(name) ?? 0) + 1)
        },
      },
    )
  }

  #newNegotiation(): Negotiation {
    const { clock, random, network, dns, name, range, needed = [] } = this.#options
    return new Negotiation({
      clock,
      randomBytes: (count) => random.bytes(count),
      hostKey: this.hostKey,
      ownName: () => name,
      ownEndpoints: () => [this.endpoint],
      sourceTowards: () => this.endpoint,
      ownVip6: () => vip6Of(this.hostKey.publicKey),
      carriesPhysicalVips: true,
      vipRange: range ?? classE,
      transforms: ['aes-256-gcm', 'chacha20-poly1305'],
      discover: (wanted) => dns.discover(wanted),
      hasAddress: (wanted, address) => dns.hasAddress(wanted, address),
      reverseName: (address) => dns.reverseName(address),
      publishesVip: (wanted, vip) => dns.publishesVip(wanted, vip),
      isNameServer: (address) => needed.includes(address),
      isOfOwnNetwork: () => false,
      sendClear: (endpoint, bytes) => {
        if (this.#isUp) network.send(this.endpoint, endpoint, { kind: 'clear', bytes })
      },
      trust: this.trust,
      associations: this.tunnel,
      names: this.names,
      endpoints: this.endpoints,
      ownVips: this.ownVips,
      trafficAgeMs: (peer) => this.tunnel.trafficAgeMs(peer),
      onEvent: (event) => this.events.push(event),
      onFault: (error) => this.faults.push(error),
    })
  }
}

export function hostKeyOfSeed(seed: Uint8Array): HostKey {
  const { publicKey, privateKey } = sodium.crypto_sign_seed_keypair(seed)
  const keys = {
    publicKey: sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey),
    privateKey: sodium.crypto_sign_ed25519_sk_to_curve25519(privateKey),
  }
  return { publicKey, noiseKeys: () => keys, toString: () => 'a simulated host key' }
}
