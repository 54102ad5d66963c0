// The SAs of a simulated host: what tunnel/ and the packet threads do, as far as negotiation sees
// it.
import type { Clock } from '../../lib/clock.ts'
import type { PeerId } from 'tun-tap/dataplane'
import type { NewAssociation } from '../../tunnel/associations.ts'
import { UnknownSpiAnswers } from '../../tunnel/unknown-spi.ts'
import { VipPairs } from '../../tunnel/vip-pairs.ts'
import type { VipFault, VipPair, Vips } from '../../tunnel/vip-pairs.ts'
import { classE, isProposable } from '../../tables/vip-range.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { decodeInnerControl } from '../../wire/payloads.ts'
import type { InnerControl } from '../../wire/payloads.ts'
import type { AssociationsPort } from '../ports.ts'
import type { Datagram } from './simulated-network.ts'

interface Sa {
  spi: number
  key: string
}

interface Peer {
  id: PeerId
  endpoints: readonly string[]
  inbound: Map<number, { key: string; seen: Set<number> }>
  outbound: Sa | undefined
  unconfirmed: { inboundSpi: number; outbound: Sa } | undefined
  isUnreachable: boolean
  /** Of the last packet of an application. */
  usedAtMs: number | undefined
}

export interface TunnelEvents {
  onConfirmed: (name: DnsName, spi: number) => void
  onControl: (name: DnsName, spi: number, message: InnerControl, source: string) => void
  onData: (name: DnsName) => void
  /** Whether the kernel takes it for an address of this host. */
  isLocal: (address: string) => boolean
}

/** As tunnel/ has it. */
const retireAfterMs = 30_000

export class SimulatedTunnel implements AssociationsPort {
  readonly #clock: Clock
  readonly #randomBytes: (count: number) => Uint8Array
  readonly #send: (endpoint: string, datagram: Datagram) => void
  readonly #events: TunnelEvents
  readonly #nacks: UnknownSpiAnswers
  readonly #peers = new Map<DnsName, Peer>()
  readonly #nameBySpi = new Map<number, DnsName>()
  readonly #native = nativeTable()
  readonly #pairs: VipPairs
  /** Local VIPs by those of peers outside of the range: what the kernel has routes for. */
  readonly routes = new Map<string, string>()
  #lastId = 0
  #sequence = 0

  constructor(
    clock: Clock,
    randomBytes: (count: number) => Uint8Array,
    send: (endpoint: string, datagram: Datagram) => void,
    events: TunnelEvents,
  ) {
    this.#clock = clock
    this.#randomBytes = randomBytes
    this.#send = send
    this.#events = events
    this.#pairs = new VipPairs(this.#native, {
      routePeer: (vip, localVip) => {
        if (!events.isLocal(localVip)) throw new Error('EINVAL')
        if (!isProposable(classE, vip)) this.routes.set(vip, localVip)
      },
      unroutePeer: (vip) => void this.routes.delete(vip),
    })
    this.#nacks = new UnknownSpiAnswers(clock, (endpoint, bytes) =>
      send(endpoint, { kind: 'clear', bytes }),
    )
  }

  newSpi(): number {
    const bytes = this.#randomBytes(4)
    return Math.max(256, new DataView(bytes.buffer).getUint32(0))
  }

  install(sa: NewAssociation): VipFault | undefined {
    const fault = sa.pair && this.#enter(sa.name, sa.pair)
    if (fault !== undefined) return fault
    const peer = this.#peer(sa.name)
    peer.endpoints = sa.endpoints
    if (peer.unconfirmed !== undefined) this.#drop(peer, peer.unconfirmed.inboundSpi)
    peer.unconfirmed = undefined
    peer.inbound.set(sa.inbound.spi, { key: hex(sa.inbound.key), seen: new Set() })
    this.#nameBySpi.set(sa.inbound.spi, sa.name)
    const outbound = { spi: sa.outbound.spi, key: hex(sa.outbound.key) }
    if (sa.role === 'initiator') this.#use(peer, sa.inbound.spi, outbound)
    else peer.unconfirmed = { inboundSpi: sa.inbound.spi, outbound }
    return undefined
  }

  restore(
    name: DnsName,
    v4: Vips,
    v6: Vips | undefined,
    endpoints: readonly string[],
  ): VipFault | undefined {
    const fault = this.#enter(name, { v4, v6 })
    if (fault === undefined) this.#peer(name).endpoints = endpoints
    return fault
  }

  setVips(name: DnsName, v4: Vips, v6: Vips | undefined): VipFault | undefined {
    const peer = this.#peers.get(name)
    return peer && this.#pairs.set(peer.id, { v4, v6 }, 'take')
  }

  setEndpoints(name: DnsName, endpoints: readonly string[]): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.endpoints = endpoints
  }

  setUnreachable(name: DnsName, isUnreachable: boolean): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.isUnreachable = isUnreachable
  }

  discard(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer === undefined) return
    for (const spi of peer.inbound.keys()) this.#nameBySpi.delete(spi)
    this.#pairs.forget(peer.id)
    this.#native.setVips(peer.id, {})
    this.#peers.delete(name)
  }

  sendControl(name: DnsName, payload: Uint8Array, endpoint?: string): 'sent' | 'no-keys' {
    return this.#sendEsp(name, payload, endpoint)
  }

  sendsWith(spi: number, endpoint: string): DnsName | undefined {
    for (const [name, { outbound, endpoints }] of this.#peers) {
      if (outbound?.spi === spi && endpoints.includes(endpoint)) return name
    }
    return undefined
  }

  /** A packet of an application, to the peer's VIP from ours. */
  sendData(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer === undefined || this.vipsOf(name) === undefined || peer.isUnreachable) return
    peer.usedAtMs = this.#clock.nowMs()
    this.#sendEsp(name, undefined)
  }

  isUnreachable(name: DnsName): boolean {
    return this.#peers.get(name)?.isUnreachable === true
  }

  trafficAgeMs(name: DnsName): number | undefined {
    const usedAtMs = this.#peers.get(name)?.usedAtMs
    return usedAtMs === undefined ? undefined : this.#clock.nowMs() - usedAtMs
  }

  vipsOf(name: DnsName): Vips | undefined {
    return this.pairOf(name)?.v4
  }

  /** Undefined for a peer that there is none of. */
  pairOf(name: DnsName): VipPair | undefined {
    const peer = this.#peers.get(name)
    return peer && this.#pairs.of(peer.id)
  }

  endpointsOf(name: DnsName): readonly string[] {
    return this.#peers.get(name)?.endpoints ?? []
  }

  outboundSpiOf(name: DnsName): number | undefined {
    return this.#peers.get(name)?.outbound?.spi
  }

  receive(source: string, datagram: Extract<Datagram, { kind: 'esp' }>): void {
    const name = this.#nameBySpi.get(datagram.spi)
    const peer = name === undefined ? undefined : this.#peers.get(name)
    if (name === undefined || peer === undefined) {
      this.#nacks.answer(source, datagram.spi, datagram.sequence)
      return
    }
    const sa = peer.inbound.get(datagram.spi)
    if (sa === undefined || sa.key !== datagram.key || sa.seen.has(datagram.sequence)) return
    // As the real one: authentic control messages come from anywhere, data does not.
    if (datagram.control === undefined && !peer.endpoints.includes(source)) return
    sa.seen.add(datagram.sequence)
    const { unconfirmed } = peer
    if (unconfirmed?.inboundSpi === datagram.spi) {
      peer.unconfirmed = undefined
      this.#use(peer, datagram.spi, unconfirmed.outbound)
      this.#events.onConfirmed(name, datagram.spi)
    }
    if (datagram.control === undefined) {
      if (this.vipsOf(name) !== undefined) this.#events.onData(name)
      return
    }
    const decoded = decodeInnerControl(datagram.control)
    if (decoded.ok) this.#events.onControl(name, datagram.spi, decoded.value, source)
  }

  #sendEsp(name: DnsName, control: Uint8Array | undefined, endpoint?: string): 'sent' | 'no-keys' {
    const peer = this.#peers.get(name)
    const destination = endpoint ?? peer?.endpoints[0]
    if (peer?.outbound === undefined || destination === undefined) return 'no-keys'
    this.#sequence += 1
    const { spi, key } = peer.outbound
    this.#send(destination, { kind: 'esp', spi, key, sequence: this.#sequence, control })
    return 'sent'
  }

  #use(peer: Peer, inboundSpi: number, outbound: Sa): void {
    peer.outbound = outbound
    for (const spi of peer.inbound.keys()) {
      if (spi !== inboundSpi) this.#clock.after(retireAfterMs, () => this.#drop(peer, spi))
    }
  }

  #drop(peer: Peer, spi: number): void {
    peer.inbound.delete(spi)
    this.#nameBySpi.delete(spi)
  }

  #enter(name: DnsName, pair: VipPair): VipFault | undefined {
    const isNew = !this.#peers.has(name)
    const fault = this.#pairs.set(this.#peer(name).id, pair, 'yield')
    if (fault !== undefined && isNew) this.discard(name)
    return fault
  }

  #peer(name: DnsName): Peer {
    const present = this.#peers.get(name)
    if (present !== undefined) return present
    const made: Peer = {
      id: (this.#lastId += 1) as PeerId,
      endpoints: [],
      inbound: new Map(),
      outbound: undefined,
      unconfirmed: undefined,
      isUnreachable: false,
      usedAtMs: undefined,
    }
    this.#peers.set(name, made)
    return made
  }
}

/** As the native one: it throws where another peer holds one of the VIPs. */
function nativeTable() {
  const holders = new Map<string, PeerId>()
  return {
    setVips(peer: PeerId, { v4, v6 }: VipPair): void {
      const vips = [v4, v6].flatMap((each) => (each === undefined ? [] : [each.remote]))
      const isInUse = vips.some((vip) => (holders.get(vip) ?? peer) !== peer)
      if (isInUse) throw new Error('another peer holds that VIP')
      for (const [vip, holder] of holders) if (holder === peer) holders.delete(vip)
      for (const vip of vips) holders.set(vip, peer)
    },
  }
}

function hex(key: Uint8Array): string {
  return Buffer.from(key).toString('hex')
}
