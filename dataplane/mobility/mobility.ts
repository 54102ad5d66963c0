// Moving (paper 3.2, PROTOCOL section 7): the one face of mobility to the rest of the helper. It tells partners when this
// host has moved, follows those that have, and looks for those that are silent.
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { FirstPackets } from './first-packets.ts'
import type { HandoverRecord } from './handover-record.ts'
import { LeaseWatch } from './lease-watch.ts'
import { OwnMoves } from './own-moves.ts'
import { PartnerMoves } from './partner-moves.ts'
import type { Arrival, MobilityPorts } from './ports.ts'
import type { UsableAddress } from './usable-addresses.ts'

export class Mobility {
  readonly #ports: MobilityPorts
  readonly #firstPackets: FirstPackets
  readonly #own: OwnMoves
  readonly #partners: PartnerMoves
  readonly #leases: LeaseWatch
  /** What the packet path and the kernel still tell is too late then. */
  #isStopped = false

  constructor(ports: MobilityPorts) {
    this.#ports = ports
    this.#firstPackets = new FirstPackets(ports.associations)
    this.#own = new OwnMoves({
      ports,
      firstPackets: this.#firstPackets,
      onReached: (name, source, isFound) => this.#partners.reached(name, source, isFound),
    })
    this.#partners = new PartnerMoves({
      ports,
      firstPackets: this.#firstPackets,
      ownRecordOf: (name) => this.#own.recordOf(name),
      onMoved: (name) => this.#own.partnerMoved(name),
    })
    this.#leases = new LeaseWatch(ports, {
      onSilent: (name) => this.#own.remind(name),
      onElsewhere: (name, endpoints) => this.#partners.elsewhere(name, endpoints),
    })
  }

  /** @param addresses where this host is now */
  start(addresses: readonly UsableAddress[]): void {
    this.#own.begin(addresses)
    this.#leases.start()
  }

  /** Idempotent. */
  stop(): void {
    this.#isStopped = true
    this.#leases.stop()
    this.#own.stop()
    this.#partners.stop()
  }

  /** For what others have to write in the newest receipt of a move of this host, such as DNS. */
  get ownRecord(): HandoverRecord | undefined {
    return this.#own.latestRecord
  }

  /** Addresses, links or routes of this host are others, perhaps, since `atUs` of CLOCK_MONOTONIC. */
  networkChanged(addresses: readonly UsableAddress[], atUs: number): void {
    if (!this.#isStopped) this.#own.networkChanged(addresses, atUs)
  }

  /** This machine has slept. */
  woke(): void {
    if (!this.#isStopped) this.#own.woke()
  }

  /** Keys were agreed with a peer, by a handshake of either side. */
  agreed(name: DnsName): void {
    if (!this.#isStopped) this.#own.agreed(name)
  }

  /** A data packet came from a peer for which one was asked (`armHeard`). */
  heard(name: DnsName, atUs: number, source: string): void {
    if (!this.#isStopped) this.#firstPackets.heard(name, atUs, source)
  }

  /** The same of one that has left (`armSent`). */
  sent(name: DnsName, atUs: number, endpoint: string): void {
    if (this.#isStopped) return
    this.#firstPackets.sent(name, atUs, endpoint)
    this.#leases.sent(name)
  }

  /** An authentic data packet came from an endpoint that is not the peer's. */
  wrongSource(name: DnsName, source: string): void {
    if (!this.#isStopped) this.#partners.wrongSource(name, source)
  }

  /**
   * An inner control message of a peer.
   * @returns false where it is none of mobility's
   */
  handleControl(
    name: DnsName,
    message: InnerControl,
    source: string,
    arrival: Arrival = {},
  ): boolean {
    if (this.#isStopped) return false
    const { isAlternate, atUs } = arrival
    if (isAlternate !== undefined) this.#own.reachedAt(name, isAlternate)
    switch (message.type) {
      case 'hint':
        this.#partners.hint(name, message, source, arrival)
        return true
      case 'hint-ack':
        this.#own.acknowledged(name, message.epoch, source, atUs)
        return true
      case 'path-challenge':
        this.#ports.sendControl(
          name,
          { type: 'path-response', challenge: message.challenge },
          source,
        )
        return true
      case 'path-response':
        this.#partners.challengeAnswered(name, message.challenge)
        return true
      case 'propose':
      case 'verdict':
      case 'probe':
      case 'probe-reply':
      case 'close':
        return false
      default:
        return message satisfies never
    }
  }

  /** The mapping with the peer is discarded. */
  forget(name: DnsName): void {
    this.#own.forget(name)
    this.#partners.forget(name)
    this.#leases.forget(name)
    this.#firstPackets.forget(name)
  }
}
