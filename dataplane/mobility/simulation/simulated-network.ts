// The network between simulated hosts, with NATs and middleboxes. A test may watch its datagrams, and send others under any
// source, as an attacker does.
import { LossyNetwork } from '../../lib/lossy-network.ts'
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

/** Whether it goes on its way. */
export type Tap = (source: string, destination: string, datagram: Datagram) => boolean

export class SimulatedNetwork extends LossyNetwork<Datagram> {
  tap: Tap = () => true
  /** Paths that swallow everything, though routes lead there. */
  isBlocked: (source: string, destination: string) => boolean = () => false
  /** Own `address:port` for which a middlebox keeps a dead binding. */
  readonly deadBindings = new Set<string>()
  readonly nats: SimulatedNat[] = []

  send(source: string, destination: string, datagram: Datagram): void {
    if (this.deadBindings.has(source)) return
    const nat = this.nats.find((each) => each.hasInside(source))
    const outer = nat === undefined ? source : nat.outbound(source, destination)
    if (!this.tap(outer, destination, datagram)) return
    if (this.isBlocked(source, destination)) return
    this.inject(outer, destination, datagram)
  }

  /** Whose endpoint stands behind one that others see; undefined where nobody's does. */
  behind(destination: string): string | undefined {
    const nat = this.nats.find((each) => each.publicAddress === addressOf(destination))
    return nat === undefined ? destination : nat.ownerOf(destination)
  }

  protected override arrive(source: string, destination: string, datagram: Datagram): void {
    // Addresses behind a NAT mean nothing outside of it.
    if (this.nats.some((nat) => nat.hasInside(destination))) return
    const nat = this.nats.find((each) => each.publicAddress === addressOf(destination))
    const inner = nat === undefined ? destination : nat.inbound(destination, source)
    if (inner === undefined || this.deadBindings.has(inner)) return
    super.arrive(source, inner, datagram)
  }
}
