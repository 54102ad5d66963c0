// The life of SAs (PROTOCOL sections 1 and 3): installed when two hosts have agreed on keys, replaced without losing a
// packet, retired. One entry a peer; the native tables hold the packets' side of the same.
import type { Dataplane, PeerId, SaSecrets } from 'tun-tap/dataplane'
import type { CipherName } from 'tun-tap/ciphers'
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { fittingMtu, reachOf } from './path.ts'
import type { Reach } from './path.ts'
import type { VipInterface } from './vip-interface.ts'
import { VipPairs } from './vip-pairs.ts'
import type { VipFault, VipPair, Vips } from './vip-pairs.ts'

export interface SaKey {
  spi: number
  /** 36 bytes: the key, then the salt. */
  key: Uint8Array
}

export interface NewAssociation {
  name: DnsName
  /**
   * All that the peer has from now on: without a VIP of a family control messages flow, its packets do not. An IPv6 VIP that
   * another peer has is left to that one. Missing: the peer keeps those that it has.
   */
  pair?: VipPair
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

/** Each costs some 20 µs an endpoint: a millisecond, and then others have their turn. */
const fittedAtOnce = 25
const nextTurn = () => new Promise<void>((resolve) => void setImmediate(resolve))

interface Association {
  id: PeerId
  name: DnsName
  /** As the table has them. */
  endpoints: readonly string[]
  /** As the packet path has them: those with a path first. Undefined once it has followed the peer by itself. */
  appliedEndpoints: readonly string[] | undefined
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
  readonly #pairs: VipPairs
  readonly #byName = new Map<DnsName, Association>()
  readonly #byId = new Map<PeerId, Association>()
  readonly #spis = new Set<number>()
  /** Each cancels the timer of one SA that has been replaced. */
  readonly #retiring = new Set<() => void>()
  #fitting = 0

  constructor(options: AssociationsOptions) {
    this.#options = options
    this.#pairs = new VipPairs(options.dataplane, options.interface)
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

  /** @returns why nothing was installed, where nothing was */
  install(sa: NewAssociation): VipFault | undefined {
    const { dataplane } = this.#options
    const { name, cipher, inbound, outbound, endpoints, role } = sa
    const fault = sa.pair && this.#enter(name, sa.pair)
    if (fault !== undefined) {
      inbound.key.fill(0)
      outbound.key.fill(0)
      return fault
    }
    const association = this.#entry(name)
    this.setEndpoints(name, endpoints)
    dataplane.addInboundSa(association.id, { ...inbound, cipher })
    this.#spis.add(inbound.spi)
    inbound.key.fill(0)
    this.#dropUnconfirmed(association)
    association.inboundSpis.push(inbound.spi)
    const secrets = { ...outbound, cipher }
    if (role === 'initiator') {
      this.#use(association, inbound.spi, secrets, 0)
      return undefined
    }
    association.unconfirmed = { inboundSpi: inbound.spi, outbound: secrets }
    // Programs here may answer the first packets sooner than the helper takes them for the proof: that waits.
    if (association.outboundSpi === undefined) this.hold(name)
    return undefined
  }

  /** A peer that is known from before: packets to it wait (for up to a second) until keys are agreed anew. */
  restore(
    name: DnsName,
    v4: Vips,
    v6: Vips | undefined,
    endpoints: readonly string[],
  ): VipFault | undefined {
    const fault = this.#enter(name, { v4, v6 })
    if (fault !== undefined) return fault
    this.setEndpoints(name, endpoints)
    this.hold(name)
    return undefined
  }

  /** For a peer that has proved itself: an IPv6 VIP is its own from now on, whoever had it. */
  setVips(name: DnsName, v4: Vips, v6: Vips | undefined): VipFault | undefined {
    const association = this.#byName.get(name)
    return association && this.#pairs.set(association.id, { v4, v6 }, 'take')
  }

  /** Preferred first: packets go to the first that the kernel has a route to, and are taken from each. */
  setEndpoints(name: DnsName, endpoints: readonly string[]): void {
    const association = this.#byName.get(name)
    if (association === undefined || isSameList(association.endpoints, endpoints)) return
    association.endpoints = endpoints
    const reach = this.#fitPath(association)
    // Those of all the others have not changed.
    const { interface: device } = this.#options
    device.setMtu(fittingMtu(reach, device.mtuBytes))
  }

  /**
   * The packet path has followed a peer to where its Hint came from. What the table makes of that Hint is the last word:
   * see `restateEndpoints`.
   */
  followedHint(name: DnsName): void {
    const association = this.#byName.get(name)
    if (association !== undefined) association.appliedEndpoints = undefined
  }

  /** Behind the handling of such a Hint, for one that has changed nothing in the table. */
  restateEndpoints(name: DnsName): void {
    const association = this.#byName.get(name)
    if (association?.appliedEndpoints === undefined && association !== undefined)
      this.#fitPath(association)
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
    this.#pairs.forget(association.id)
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

  /** All that there are, in the order of their making. */
  ids(): IterableIterator<PeerId> {
    return this.#byId.keys()
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

  /**
   * Ends the hold of a peer that has keys and a path: what waited is sent, and before it, once more, TCP segments that
   * were sent since `resendSinceUs` (0: none). Undefined where there is no path, or no key.
   */
  resume(name: DnsName, resendSinceUs: number): { heldSent: number; resent: number } | undefined {
    const association = this.#byName.get(name)
    if (association?.outboundSpi === undefined) return undefined
    if (!this.#fitPath(association).hasPath) return undefined
    association.isHeld = false
    return this.#options.dataplane.release(association.id, resendSinceUs)
  }

  /**
   * Routes are others now: each peer's packets go where there is a way, what waited for one goes out, and TCP segments since
   * the last sign of life go once more. No outer packet should be fragmented: the TUN carries what the narrowest path
   * takes. Many peers are looked at a few at a time; a newer call begins anew.
   * @returns false where some paths could not be asked for: what is applied stays
   */
  async fitPaths(): Promise<boolean> {
    this.#fitting += 1
    const run = this.#fitting
    const { interface: device, mtuBytes } = this.#options
    let narrowestBytes = mtuBytes
    let isKnown = true
    let seen = 0
    for (const association of this.#byName.values()) {
      const reach = this.#fitPath(association)
      narrowestBytes = fittingMtu(reach, narrowestBytes)
      isKnown &&= reach.isKnown
      const { id, name, isHeld } = association
      if (isHeld) this.resume(name, this.#lastHeardUs(id))
      seen += 1
      if (seen % fittedAtOnce !== 0) continue
      await nextTurn()
      if (run !== this.#fitting) return true
    }
    device.setMtu(isKnown ? narrowestBytes : Math.min(narrowestBytes, device.mtuBytes))
    return isKnown
  }

  /** Nothing more is done by a `fitPaths` that is under way, or by timers: the packet path is closed next. Idempotent. */
  stop(): void {
    this.#fitting += 1
    for (const association of this.#byName.values()) association.cancelRekey()
    for (const cancel of this.#retiring) cancel()
    this.#retiring.clear()
  }

  #fitPath(association: Association): Reach {
    const applied = association.appliedEndpoints
    const reach = reachOf(association.endpoints, applied)
    if (applied === undefined || !isSameList(applied, reach.endpoints)) {
      association.appliedEndpoints = reach.endpoints
      this.#options.dataplane.setEndpoints(association.id, reach.endpoints)
    }
    return reach
  }

  #lastHeardUs(id: PeerId): number {
    return this.#options.dataplane.traffic([id])[0]?.lastHeardUs ?? 0
  }

  #entry(name: DnsName): Association {
    const present = this.#byName.get(name)
    if (present !== undefined) return present
    const made: Association = {
      id: this.#options.dataplane.addPeer({}),
      name,
      endpoints: [],
      appliedEndpoints: [],
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

  /** What is refused leaves no new entry. */
  #enter(name: DnsName, pair: VipPair): VipFault | undefined {
    const isNew = !this.#byName.has(name)
    const fault = this.#pairs.set(this.#entry(name).id, pair, 'yield')
    if (fault !== undefined && isNew) this.discard(name)
    return fault
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
      dataplane.release(association.id, this.#lastHeardUs(association.id))
    }
  }

  #retire(association: Association, spi: number): void {
    const cancel = this.#options.clock.after(retireAfterMs, () => {
      this.#retiring.delete(cancel)
      // After a discard the SA is gone with its peer.
      if (this.#byName.get(association.name) === association) this.#removeInbound(association, spi)
    })
    this.#retiring.add(cancel)
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
