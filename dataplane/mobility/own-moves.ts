// This host changes its network (paper 3.2, PROTOCOL section 7): each active partner is told at once, from the new
// address, and what waited for a path follows the first Hint.
import type { HandoverCause } from '../contract/handovers.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { FirstPackets } from './first-packets.ts'
import { FlapDamping } from './flap-damping.ts'
import type { HandoverRecord } from './handover-record.ts'
import { HintRound } from './hint-round.ts'
import type { HintOutcome, HintUrgency } from './hint-round.ts'
import { maxEagerSearches, sleepCheckMs } from './limits.ts'
import {
  keepsPreferred,
  lostInterfaces,
  moveCause,
  nowhere,
  placeOf,
  placeText,
} from './own-place.ts'
import type { OwnPlace } from './own-place.ts'
import type { MobilityPorts } from './ports.ts'
import { noteRelease, release } from './release.ts'
import { SourcePorts } from './source-ports.ts'
import type { UsableAddress } from './usable-addresses.ts'

export interface OwnMovesOptions {
  ports: MobilityPorts
  firstPackets: FirstPackets
  /** The partner has acknowledged a Hint. `isFound`: from where DNS says that it is, and nobody else did. */
  onReached: (name: DnsName, source: string, isFound: boolean) => void
}

/** How one partner is told. */
interface Telling {
  record: HandoverRecord | undefined
  /** What was sent since it was last heard goes once more. */
  resends: boolean
  urgency: HintUrgency
}

export class OwnMoves {
  readonly #options: OwnMovesOptions
  readonly #ports: MobilityPorts
  readonly #damping: FlapDamping
  readonly #sourcePorts: SourcePorts
  readonly #rounds = new Map<DnsName, HintRound>()
  #place: OwnPlace = nowhere
  /** The place that partners were told of last. */
  #toldPlace: OwnPlace = nowhere
  /** Of this host, and only growing; a handshake makes the peer forget it. */
  #epoch = 0
  #record: HandoverRecord | undefined
  /** The same, as long as partners have not been told of the move. */
  #untold: HandoverRecord | undefined
  /** There was no address at all since partners were told of one. */
  #wasNowhere = false
  /** Partners of when the last address went: a time without a network ends no partnership. */
  readonly #waiting = new Set<DnsName>()
  /** When the network last changed, and when it last had a way to a partner that a move left without one. */
  #changedAtUs = 0
  #usableAtUs = 0
  #toldAtUs: number | undefined
  #cancelTelling: (() => void) | undefined

  constructor(options: OwnMovesOptions) {
    this.#options = options
    this.#ports = options.ports
    this.#damping = new FlapDamping(options.ports.clock)
    this.#sourcePorts = new SourcePorts(options.ports)
  }

  /** The receipt of the newest move of this host, for what others have to write in it, such as DNS. */
  get latestRecord(): HandoverRecord | undefined {
    return this.#record
  }

  /** The receipt of this host's own move that a partner is being told of. */
  recordOf(name: DnsName): HandoverRecord | undefined {
    return this.#rounds.get(name)?.record
  }

  /** Where this host is when the helper starts. */
  begin(addresses: readonly UsableAddress[]): void {
    this.#place = placeOf(addresses)
    this.#toldPlace = this.#place
  }

  /** Addresses, links or routes are others, perhaps, since `atUs` of CLOCK_MONOTONIC. */
  networkChanged(addresses: readonly UsableAddress[], atUs: number): void {
    this.#changedAtUs = atUs
    const before = this.#place
    this.#place = placeOf(addresses)
    if (this.#place.key === before.key) {
      for (const round of this.#rounds.values()) round.networkChanged()
      return
    }
    this.#write(before)
    this.#cancelTelling?.()
    this.#sourcePorts.renew()
    if (addresses.length === 0) {
      this.#holdAll()
      return
    }
    const waitMs = this.#damping.noteMove()
    if (waitMs === 0) this.#tellAll()
    else this.#cancelTelling = this.#ports.clock.after(waitMs, () => this.#tellAll())
  }

  /** After a sleep nothing is certain: partners are told, and thereby asked, whether or not anything seems changed. */
  woke(): void {
    const nowUs = this.#ports.nowUs()
    // Where something changed during the sleep partners were told on waking.
    const isTold = this.#toldAtUs !== undefined && nowUs - this.#toldAtUs < sleepCheckMs * 1000
    if (this.#place.addresses.length === 0 || isTold) return
    const text = placeText(this.#place)
    if (this.#untold === undefined) {
      this.#changedAtUs = nowUs
      this.#untold = this.#open('wake', text, text)
      this.#record = this.#untold
    }
    this.#wasNowhere = true
    this.#tellAll()
  }

  /** A peer has just agreed on keys: what it was told by them may be older than the last move. */
  agreed(name: DnsName): void {
    if (this.#epoch === 0 || this.#place.addresses.length === 0) return
    const record = this.#rounds.get(name)?.record
    this.#tell(name, { record, resends: false, urgency: 'tell' })
  }

  /**
   * A peer that is sent to was not heard for T: it is told, and thereby asked, for a short time. What it knows of this
   * host may be wrong, or the way to it that is preferred may be broken.
   */
  remind(name: DnsName): void {
    if (this.#rounds.has(name) || this.#place.addresses.length === 0) return
    this.#epoch += 1
    this.#tell(name, { record: undefined, resends: false, urgency: 'remind' })
  }

  /** The peer reaches this host at one of its ports. */
  reachedAt(name: DnsName, isAlternate: boolean): void {
    this.#sourcePorts.reachedAt(name, isAlternate)
  }

  acknowledged(name: DnsName, epoch: number, source: string, atUs?: number): void {
    this.#rounds.get(name)?.acknowledged(epoch, source, atUs)
  }

  /** A partner that is being told is known to be elsewhere now. */
  partnerMoved(name: DnsName): void {
    this.#rounds.get(name)?.partnerMoved()
  }

  forget(name: DnsName): void {
    this.#end(name)
    this.#record?.finish(name)
    this.#waiting.delete(name)
    this.#sourcePorts.forget(name)
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTelling?.()
    this.#waiting.clear()
    for (const name of [...this.#rounds.keys()]) this.#end(name)
  }

  /** Begins a receipt where packets go another way by this change, or writes on in one that nobody was told of yet. */
  #write(before: OwnPlace): void {
    const place = this.#place
    const cause = moveCause(before, place)
    if (cause === undefined) return
    const text = placeText(place)
    const record = this.#untold ?? this.#open(cause, placeText(before), text)
    this.#record = record
    this.#untold = record
    for (const each of lostInterfaces(before, place))
      record.note('link-lost', each, { atUs: this.#changedAtUs })
    if (text === null) return
    record.arrivedAt(text)
    record.note('address-up', text, { atUs: this.#changedAtUs })
  }

  #open(cause: HandoverCause, from: string | null, to: string | null): HandoverRecord {
    const atUs = this.#changedAtUs
    return this.#ports.journal.begin({ cause, from, to, partners: this.#partners(), atUs })
  }

  /** The active partner list, most recently used first. */
  #partners(): DnsName[] {
    const { associations, nowUs, partnerMs, isMapped } = this.#ports
    return associations.usedSince(nowUs() - partnerMs() * 1000).filter((name) => isMapped(name))
  }

  /** No address is left: what programs send waits. */
  #holdAll(): void {
    this.#wasNowhere = true
    for (const name of [...this.#partners(), ...this.#rounds.keys()]) this.#waiting.add(name)
    for (const name of [...this.#rounds.keys()]) this.#end(name)
    for (const name of this.#waiting) this.#ports.associations.hold(name)
  }

  #tellAll(): void {
    this.#cancelTelling?.()
    this.#cancelTelling = undefined
    // What was sent from an address that is gone may have been lost on its way, or its answer will be.
    const resends = this.#wasNowhere || !keepsPreferred(this.#toldPlace, this.#place)
    this.#toldPlace = this.#place
    this.#wasNowhere = false
    this.#epoch += 1
    this.#usableAtUs = 0
    this.#toldAtUs = this.#ports.nowUs()
    const fresh = this.#untold
    this.#untold = undefined
    // Those of the move before that were not reached yet are told of the new place, too.
    const names = new Set([...this.#partners(), ...this.#waiting, ...this.#rounds.keys()])
    this.#waiting.clear()
    let eager = maxEagerSearches
    for (const name of names) {
      if (!this.#ports.isMapped(name)) continue
      // Where packets go as before, a receipt of an earlier move goes on.
      const record = fresh ?? this.#rounds.get(name)?.record
      const isEager = record !== undefined && eager > 0
      if (isEager) eager -= 1
      if (fresh !== undefined) this.#sourcePorts.use(name, false)
      this.#tell(name, { record, resends, urgency: isEager ? 'search' : 'tell' })
    }
  }

  #tell(name: DnsName, { record, resends, urgency }: Telling): void {
    const ports = this.#ports
    const before = this.#rounds.get(name)
    before?.stop()
    if (before?.record !== record) {
      before?.record?.finish(name)
      if (record !== undefined) this.#await(name, record)
    }
    const round = new HintRound({
      ports,
      name,
      epoch: this.#epoch,
      ownEndpoints: this.#place.addresses.map(({ address }) =>
        formatEndpoint({ address, port: ports.port }),
      ),
      record,
      urgency,
      sourcePorts: this.#sourcePorts,
      onFirst: () => {
        if (record !== undefined) this.#options.firstPackets.arm(name)
      },
      onPath: () => this.#release(name, record, resends),
      onEnd: (ended, outcome) => this.#ended(ended, outcome),
    })
    this.#rounds.set(name, round)
    round.start()
  }

  #await(name: DnsName, record: HandoverRecord): void {
    record.addPartner(name)
    const sinceUs = () => (this.#usableAtUs === 0 ? this.#changedAtUs : this.#usableAtUs)
    this.#options.firstPackets.await(name, record, sinceUs)
  }

  /** What waited goes out right behind the Hint, and TCP segments of which nobody knows whether they arrived. */
  #release(name: DnsName, record: HandoverRecord | undefined, resends: boolean): void {
    const { associations } = this.#ports
    if (this.#usableAtUs === 0) this.#usableAtUs = this.#changedAtUs
    const sinceUs = resends ? (associations.proofOf(name)?.lastHeardUs ?? 0) : 0
    const released = release(associations, name, sinceUs)
    if (record === undefined) return
    associations.markCongestion(name)
    noteRelease(record, name, released)
  }

  #ended(round: HintRound, outcome: HintOutcome): void {
    const { name, record } = round
    // It is still this move's when packets follow the partner by that.
    if (outcome.kind === 'acknowledged') {
      this.#options.onReached(name, outcome.source, outcome.isFound)
    }
    if (this.#rounds.get(name) === round) this.#rounds.delete(name)
    record?.finish(name)
  }

  #end(name: DnsName): void {
    const round = this.#rounds.get(name)
    round?.stop()
    round?.record?.finish(name)
    this.#rounds.delete(name)
  }
}
