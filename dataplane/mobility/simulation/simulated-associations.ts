// The SAs of a simulated host as mobility sees them: what tunnel/ and the packet threads do for it. Keys are there from the
// start; packets that wait, TCP segments sent once more, replay protection and the quarantine are as in the native path.
import type { Clock } from '../../lib/clock.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import type { MovingAssociations, ProofOfLife } from '../ports.ts'
import type { AppPacket, Body, Datagram } from './simulated-network.ts'

/** As the handover buffer has them (PROTOCOL section 7). */
const maxHeld = 512
const heldForUs = 1_000_000
/** As the native quarantine has them. */
const maxQuarantined = 512
const quarantinedForUs = 250_000
/** TCP segments that are remembered for being sent once more. */
const maxHistory = 64
/** Native events reach JavaScript a little later than the packet. */
const eventDelayMs = 0.05

interface Peer {
  sendSpi: string
  receiveSpi: string
  endpoints: readonly string[]
  isHeld: boolean
  held: { packet: AppPacket; atUs: number }[]
  history: { packet: AppPacket; atUs: number }[]
  quarantine: { source: string; datagram: Datagram; atUs: number }[]
  seen: Set<number>
  proof: ProofOfLife
  isHeardArmed: boolean
  isSentArmed: boolean
  usesAlternatePort: boolean
  lost: number
  marks: number
}

export interface AssociationsEvents {
  onControl: (name: DnsName, bytes: Uint8Array, source: string, isAlternate: boolean) => void
  onData: (name: DnsName, packet: AppPacket) => void
  onWrongSource: (name: DnsName, source: string) => void
  onHeard: (name: DnsName, atUs: number, source: string) => void
  onSent: (name: DnsName, atUs: number, endpoint: string) => void
}

export interface SimulatedAssociationsOptions {
  clock: Clock
  hasPath: (endpoint: string) => boolean
  /** `isAlternate`: from the other port. */
  send: (endpoint: string, datagram: Datagram, isAlternate: boolean) => void
  /** Closes the alternate port, and opens another. */
  renewAlternatePort: () => number
  events: AssociationsEvents
}

export class SimulatedAssociations implements MovingAssociations {
  readonly #options: SimulatedAssociationsOptions
  readonly #peers = new Map<DnsName, Peer>()
  /** Of all: no number is used for two datagrams. */
  #sequence = 0

  constructor(options: SimulatedAssociationsOptions) {
    this.#options = options
  }

  get names(): DnsName[] {
    return [...this.#peers.keys()]
  }

  /** Keys were agreed: what was sent with others is not taken any more. */
  install(name: DnsName, spis: { send: string; receive: string }): void {
    const before = this.#peers.get(name)
    this.#peers.set(name, {
      sendSpi: spis.send,
      receiveSpi: spis.receive,
      endpoints: before?.endpoints ?? [],
      isHeld: false,
      held: before?.held ?? [],
      history: before?.history ?? [],
      quarantine: [],
      seen: new Set(),
      proof: { lastHeardUs: this.#nowUs(), lastSentUs: before?.proof.lastSentUs ?? 0 },
      isHeardArmed: before?.isHeardArmed ?? false,
      isSentArmed: before?.isSentArmed ?? false,
      usesAlternatePort: before?.usesAlternatePort ?? false,
      lost: 0,
      marks: 0,
    })
  }

  endpointsOf(name: DnsName): readonly string[] {
    return this.#peers.get(name)?.endpoints ?? []
  }

  marksOf(name: DnsName): number {
    return this.#peers.get(name)?.marks ?? 0
  }

  usesAlternatePort(name: DnsName): boolean {
    return this.#peers.get(name)?.usesAlternatePort === true
  }

  /** An application sends. */
  sendData(packet: AppPacket): void {
    const peer = this.#peers.get(packet.to)
    if (peer === undefined) return
    const target = this.#targetOf(peer)
    if (peer.isHeld || target === undefined) {
      // As the packet path does by itself where there is no way.
      peer.isHeld = true
      peer.held.push({ packet, atUs: this.#nowUs() })
      if (peer.held.length > maxHeld) {
        peer.held.shift()
        peer.lost += 1
      }
      return
    }
    this.#transmit(peer, packet, target)
  }

  sendControl(name: DnsName, bytes: Uint8Array, endpoint?: string): void {
    const peer = this.#peers.get(name)
    const target = endpoint ?? (peer === undefined ? undefined : this.#targetOf(peer))
    if (peer !== undefined && target !== undefined) {
      this.#seal(peer, { kind: 'control', bytes }, target)
    }
  }

  /** `isAlternate`: at the other port. */
  receive(source: string, datagram: Datagram, isAlternate = false): void {
    const entry = [...this.#peers].find(([, peer]) => peer.receiveSpi === datagram.spi)
    if (entry === undefined) return
    const [name, peer] = entry
    if (peer.seen.has(datagram.sequence)) return
    const isKnown = peer.endpoints.includes(source)
    const { body } = datagram
    if (body.kind === 'control') {
      peer.seen.add(datagram.sequence)
      if (isKnown) this.#noteHeard(name, peer, source)
      this.#later(() => this.#options.events.onControl(name, body.bytes, source, isAlternate))
    } else if (isKnown) {
      this.#deliver(name, peer, source, datagram)
    } else {
      peer.quarantine.push({ source, datagram, atUs: this.#nowUs() })
      if (peer.quarantine.length > maxQuarantined) peer.quarantine.shift()
      this.#later(() => this.#options.events.onWrongSource(name, source))
    }
  }

  /** Routes are others now: what waited for one goes out. As `Associations.fitPaths`. */
  fitPaths(): void {
    for (const [name, { isHeld, proof }] of this.#peers) {
      if (isHeld) this.resume(name, proof.lastHeardUs)
    }
  }

  setEndpoints(name: DnsName, endpoints: readonly string[]): void {
    const peer = this.#peers.get(name)
    if (peer === undefined) return
    peer.endpoints = endpoints
    const waiting = peer.quarantine
    peer.quarantine = []
    for (const each of waiting) {
      if (this.#nowUs() - each.atUs > quarantinedForUs) continue
      if (!endpoints.includes(each.source)) peer.quarantine.push(each)
      else if (!peer.seen.has(each.datagram.sequence)) {
        this.#deliver(name, peer, each.source, each.datagram)
      }
    }
  }

  hold(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.isHeld = true
  }

  resume(name: DnsName, resendSinceUs: number): { heldSent: number; resent: number } | undefined {
    const peer = this.#peers.get(name)
    const target = peer === undefined ? undefined : this.#targetOf(peer)
    if (peer === undefined || target === undefined) return undefined
    peer.isHeld = false
    const again =
      resendSinceUs === 0 ? [] : peer.history.filter(({ atUs }) => atUs >= resendSinceUs)
    const fresh = peer.held.filter(({ atUs }) => this.#nowUs() - atUs <= heldForUs)
    peer.lost += peer.held.length - fresh.length
    peer.held = []
    for (const { packet } of again) this.#seal(peer, { kind: 'data', packet }, target)
    for (const { packet } of fresh) this.#transmit(peer, packet, target)
    return { heldSent: fresh.length, resent: again.length }
  }

  proofOf(name: DnsName): ProofOfLife | undefined {
    return this.#peers.get(name)?.proof
  }

  usedSince(us: number): DnsName[] {
    const newest = ({ proof }: Peer) => Math.max(proof.lastHeardUs, proof.lastSentUs)
    return [...this.#peers]
      .filter(([, peer]) => newest(peer) >= us)
      .toSorted(([, one], [, other]) => newest(other) - newest(one))
      .map(([name]) => name)
  }

  silentSince(us: number): DnsName[] {
    return [...this.#peers]
      .filter(([, { proof }]) => proof.lastHeardUs !== 0 && proof.lastHeardUs < us)
      .map(([name]) => name)
  }

  armHeard(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.isHeardArmed = true
  }

  armSent(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.isSentArmed = true
  }

  useAlternatePort(name: DnsName, isUsed: boolean): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.usesAlternatePort = isUsed
  }

  renewAlternatePort(): number {
    return this.#options.renewAlternatePort()
  }

  markCongestion(name: DnsName): void {
    const peer = this.#peers.get(name)
    if (peer !== undefined) peer.marks += 1
  }

  lostOf(name: DnsName): number {
    return this.#peers.get(name)?.lost ?? 0
  }

  #deliver(name: DnsName, peer: Peer, source: string, datagram: Datagram): void {
    peer.seen.add(datagram.sequence)
    this.#noteHeard(name, peer, source)
    if (datagram.body.kind === 'data') this.#options.events.onData(name, datagram.body.packet)
  }

  #noteHeard(name: DnsName, peer: Peer, source: string): void {
    const atUs = this.#nowUs()
    peer.proof.lastHeardUs = atUs
    if (!peer.isHeardArmed) return
    peer.isHeardArmed = false
    this.#later(() => this.#options.events.onHeard(name, atUs, source))
  }

  #transmit(peer: Peer, packet: AppPacket, target: string): void {
    const atUs = this.#nowUs()
    peer.proof.lastSentUs = atUs
    if (packet.kind === 'tcp') peer.history = [...peer.history, { packet, atUs }].slice(-maxHistory)
    this.#seal(peer, { kind: 'data', packet }, target)
    if (!peer.isSentArmed) return
    peer.isSentArmed = false
    this.#later(() => this.#options.events.onSent(packet.to, atUs, target))
  }

  #seal(peer: Peer, body: Body, target: string): void {
    this.#sequence += 1
    const datagram = { spi: peer.sendSpi, sequence: this.#sequence, body }
    this.#options.send(target, datagram, peer.usesAlternatePort)
  }

  /** The first that has a path. */
  #targetOf({ endpoints }: Peer): string | undefined {
    return endpoints.find((endpoint) => this.#options.hasPath(endpoint))
  }

  #later(action: () => void): void {
    this.#options.clock.after(eventDelayMs, action)
  }

  #nowUs(): number {
    return Math.round(this.#options.clock.nowMs() * 1000)
  }
}
