// The life of SAs (PROTOCOL sections 1 and 3): installed when two hosts have agreed on keys, replaced without losing a
// packet, retired. One entry a peer; the native tables hold the packets' side of the same.
import type { Dataplane, PeerId, SaSecrets, VipPair } from 'tun-tap/dataplane'
import type { CipherName } from 'tun-tap/ciphers'
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { hasPath, innerMtuOf } from './path.ts'
import type { VipInterface } from './vip-interface.ts'

/** Both sides' addresses of one family. */
export interface Vips {
  local: string
  remote: string
}

export interface SaKey {
  spi: number
  /** 36 bytes: the key, then the salt. */
  key: Uint8Array
}

export interface NewAssociation {
  name: DnsName
  /** Missing while the VIPs are still being agreed: control messages flow, packets do not. */
  vips?: Vips
  vip6?: Vips
  /** Preferred first. */
  endpoints: readonly string[]
  cipher: CipherName
  inbound: SaKey
  outbound: SaKey
  /**
   * The initiator knows that its responder is there and sends with the new SA at once; the responder
   * waits for the first authentic message on the new inbound SA.
   */
  role: 'initiator' | 'responder'
}

export interface AssociationEvents {
  /** Packets or time are used up: another handshake is due. */
  onRekeyDue(name: DnsName): void
  /** An authentic message came on an inbound SA that had not proved itself yet. */
  onConfirmed(name: DnsName, spi: number): void
}

/** The responder asks for new keys so much later than the initiator, so that the two do not start at once. */
const responderLaterMs = 120_000
/** PROTOCOL section 1: what is on its way with the old keys is still taken. */
const retireAfterMs = 30_000

interface Association {
  id: PeerId
  name: DnsName
  vips: Vips | undefined
  vip6: Vips | undefined
  endpoints: readonly string[]
  /** Undefined where the peer is known but no keys are agreed yet. */
  outboundSpi: number | undefined
  inboundSpis: number[]
  /** To be used once something authentic came on the inbound SA of this SPI. */
  unconfirmed: { inboundSpi: number; outbound: SaSecrets } | undefined
  isHeld: boolean
  cancelRekey: () => void
}

export interface AssociationsOptions {
  dataplane: Dataplane
  interface: VipInterface
  /** The inner MTU where no path is narrower, in bytes. */
  mtuBytes: number
  /** How long keys are used: PROTOCOL section 1 has 60 minutes. */
  rekeyAfterMs: number
  clock: Clock
  randomBytes: (count: number) => Uint8Array
  events: AssociationEvents
}

export class Associations {
  readonly #options: AssociationsOptions
  readonly #byName = new Map<DnsName, Association>()
  readonly #byId = new Map<PeerId, Association>()
  readonly #spis = new Set<number>()

  constructor(options: AssociationsOptions) {
    this.#options = options
  }

  /** Random, so that nobody off the path can guess it; unused, and none of those that RFC 4303 section 2.1 reserves. */
  newSpi(): number {
    for (;;) {
      const bytes = this.#options.randomBytes(4)
      const random = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
      const spi = this.#options.dataplane.spiFrom(random)
      if (spi >= 256 && !this.#spis.has(spi)) return spi
    }
  }

  install(sa: NewAssociation): void {
    const { dataplane } = this.#options
    const { name, cipher, inbound, outbound, endpoints, role } = sa
    const association = this.#entry(name)
    this.#setPair(association, sa.vips ?? association.vips, sa.vip6 ?? association.vip6)
    this.setEndpoints(name, endpoints)
    dataplane.addInboundSa(association.id, { ...inbound, cipher })
    this.#spis.add(inbound.spi)
    inbound.key.fill(0)
    this.#dropUnconfirmed(association)
    association.inboundSpis.push(inbound.spi)
    const secrets = { ...outbound, cipher }
    if (role === 'initiator') this.#use(association, inbound.spi, secrets, 0)
    else association.unconfirmed = { inboundSpi: inbound.spi, outbound: secrets }
  }

  /** A peer that is known from before: packets to it wait (for up to a second) until keys are agreed anew. */
  restore(name: DnsName, vips: Vips, vip6: Vips | undefined, endpoints: readonly string[]): void {
    const association = this.#entry(name)
    this.#setPair(association, vips, vip6)
    this.setEndpoints(name, endpoints)
    this.hold(name)
  }

  setVips(name: DnsName, vips: Vips): void {
    const association = this.#byName.get(name)
    if (association !== undefined) this.#setPair(association, vips, association.vip6)
  }

  setEndpoints(name: DnsName, endpoints: readonly string[]): void {
    const association = this.#byName.get(name)
    if (association === undefined || isSameList(association.endpoints, endpoints)) return
    association.endpoints = endpoints
    const { dataplane, interface: device } = this.#options
    dataplane.setEndpoints(association.id, endpoints)
    // Those of all the others have not changed.
    device.setMtu(innerMtuOf(endpoints, device.mtuBytes))
  }

  setUnreachable(name: DnsName, isUnreachable: boolean): void {
    const association = this.#byName.get(name)
    if (association !== undefined) {
      this.#options.dataplane.setUnreachable(association.id, isUnreachable)
    }
  }

  hold(name: DnsName): void {
    const association = this.#byName.get(name)
    if (association === undefined || association.isHeld) return
    association.isHeld = true
    this.#options.dataplane.hold(association.id)
  }

  /** Forgets the peer with its keys, and all that waits for it. */
  discard(name: DnsName): void {
    const association = this.#byName.get(name)
    if (association === undefined) return
    association.cancelRekey()
    for (const spi of association.inboundSpis) this.#spis.delete(spi)
    if (association.vips !== undefined) {
      this.#options.interface.unroutePeer(association.vips.remote)
    }
    this.#options.dataplane.removePeer(association.id)
    this.#byName.delete(name)
    this.#byId.delete(association.id)
  }

  /** @returns why nothing was sent, where nothing was */
  sendControl(name: DnsName, payload: Uint8Array, endpoint?: string): 'sent' | 'no-keys' {
    const association = this.#byName.get(name)
    if (association === undefined) return 'no-keys'
    const options = endpoint === undefined ? {} : { endpoint }
    const outcome = this.#options.dataplane.sendControl(association.id, payload, options)
    return outcome === 'sent' ? 'sent' : 'no-keys'
  }

  nameOf(id: PeerId): DnsName | undefined {
    return this.#byId.get(id)?.name
  }

  idOf(name: DnsName): PeerId | undefined {
    return this.#byName.get(name)?.id
  }

  /** Whether packets to this endpoint really leave with this SPI: a NACK that says so may be true. */
  sendsWith(spi: number, endpoint: string): DnsName | undefined {
    for (const { name, outboundSpi, endpoints } of this.#byName.values()) {
      if (outboundSpi === spi && endpoints.includes(endpoint)) return name
    }
    return undefined
  }

  /** Something authentic came on the SA: a responder's own new SA comes into use, and older ones begin to retire. */
  heardOn(id: PeerId, spi: number): void {
    const association = this.#byId.get(id)
    const unconfirmed = association?.unconfirmed
    if (association === undefined || unconfirmed?.inboundSpi !== spi) return
    association.unconfirmed = undefined
    this.#use(association, spi, unconfirmed.outbound, responderLaterMs)
    this.#options.events.onConfirmed(association.name, spi)
  }

  /** The packet path found no way to the peer and holds its packets by itself. */
  notePathLost(id: PeerId): void {
    const association = this.#byId.get(id)
    if (association !== undefined) association.isHeld = true
  }

  /** Routes are others now: where there is a way again, what waits goes out, and TCP segments since the last sign of life go once more. */
  releaseWherePathIs(): void {
    const { dataplane } = this.#options
    for (const association of this.#byName.values()) {
      const { id, isHeld, endpoints, outboundSpi } = association
      if (!isHeld || outboundSpi === undefined || !hasPath(endpoints)) continue
      association.isHeld = false
      const [traffic] = dataplane.traffic([id])
      dataplane.release(id, traffic?.lastHeardUs)
    }
  }

  /** Routes are others now. An outer packet must never be fragmented: the TUN carries what the narrowest path takes. */
  fitMtu(): void {
    const endpoints = [...this.#byName.values()].flatMap((association) => association.endpoints)
    this.#options.interface.setMtu(innerMtuOf(endpoints, this.#options.mtuBytes))
  }

  #entry(name: DnsName): Association {
    const present = this.#byName.get(name)
    if (present !== undefined) return present
    const made: Association = {
      id: this.#options.dataplane.addPeer({}),
      name,
      vips: undefined,
      vip6: undefined,
      endpoints: [],
      outboundSpi: undefined,
      inboundSpis: [],
      unconfirmed: undefined,
      isHeld: false,
      cancelRekey: () => {},
    }
    this.#byName.set(name, made)
    this.#byId.set(made.id, made)
    return made
  }

  #setPair(association: Association, vips: Vips | undefined, vip6: Vips | undefined): void {
    const { dataplane, interface: device } = this.#options
    const pair: VipPair = {
      ...(vips === undefined ? {} : { v4: vips }),
      ...(vip6 === undefined ? {} : { v6: vip6 }),
    }
    dataplane.setVips(association.id, pair)
    const before = association.vips?.remote
    if (before !== undefined && before !== vips?.remote) device.unroutePeer(before)
    if (vips !== undefined) device.routePeer(vips.remote, vips.local)
    association.vips = vips
    association.vip6 = vip6
  }

  /** From now on packets leave with this SA, first of all those that waited for one; the older inbound ones retire. */
  #use(
    association: Association,
    inboundSpi: number,
    outbound: SaSecrets,
    rekeyLaterMs: number,
  ): void {
    const { dataplane, clock, rekeyAfterMs, events } = this.#options
    association.cancelRekey()
    association.cancelRekey = clock.after(rekeyAfterMs + rekeyLaterMs, () => {
      events.onRekeyDue(association.name)
    })
    dataplane.setOutboundSa(association.id, outbound)
    outbound.key.fill(0)
    for (const spi of association.inboundSpis.filter((other) => other !== inboundSpi)) {
      this.#retire(association, spi)
    }
    association.outboundSpi = outbound.spi
    if (association.isHeld) {
      association.isHeld = false
      const [traffic] = dataplane.traffic([association.id])
      dataplane.release(association.id, traffic?.lastHeardUs)
    }
  }

  #retire(association: Association, spi: number): void {
    this.#options.clock.after(retireAfterMs, () => {
      // After a discard the SA is gone with its peer.
      if (this.#byName.get(association.name) === association) this.#removeInbound(association, spi)
    })
  }

  /** One whose initiator never showed up: another of its messages may be a replay, and must not collect SAs here. */
  #dropUnconfirmed(association: Association): void {
    const { unconfirmed } = association
    association.unconfirmed = undefined
    if (unconfirmed === undefined) return
    unconfirmed.outbound.key.fill(0)
    this.#removeInbound(association, unconfirmed.inboundSpi)
  }

  #removeInbound(association: Association, spi: number): void {
    this.#spis.delete(spi)
    this.#options.dataplane.removeInboundSa(spi)
    association.inboundSpis = association.inboundSpis.filter((other) => other !== spi)
  }
}

function isSameList(before: readonly string[], now: readonly string[]): boolean {
  return before.length === now.length && before.every((each, at) => each === now[at])
}
