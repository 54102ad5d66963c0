// This host changes its network (paper 3.2, PROTOCOL section 7): each active partner is told at once, from the new
// address, and what waited for a path follows the first Hint.
import type { HandoverCause } from '../contract/handovers.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { FirstPackets } from './first-packets.ts'
import { FlapDamping } from './flap-damping.ts'
import type { HandoverRecord } from './handover-record.ts'
import { HintRound } from './hint-round.ts'
import type { HintOutcome } from './hint-round.ts'
import { maxEagerSearches, sleptMs } from './limits.ts'
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
import { releaseTo } from './release.ts'
import type { UsableAddress } from './usable-addresses.ts'

export interface OwnMovesOptions {
  ports: MobilityPorts
  firstPackets: FirstPackets
  /** The partner has acknowledged a Hint, and is therefore at `source`. */
  onReached: (name: DnsName, source: string, isLate: boolean) => void
}

export class OwnMoves {
  readonly #options: OwnMovesOptions
  readonly #ports: MobilityPorts
  readonly #damping: FlapDamping
  readonly #rounds = new Map<DnsName, HintRound>()
  #place: OwnPlace = nowhere
  /** The place that partners were told of last. */
  #toldPlace: OwnPlace = nowhere
  /** Of this host, and only growing; a handshake makes the peer forget it. */
  #epoch = 0
  #record: HandoverRecord | undefined
  /** There was no address at all since partners were told of one. */
  #wasNowhere = false
  /** When the network last changed, and when it last had a way to a partner that a move left without one. */
  #changedAtUs = 0
  #usableAtUs = 0
  #cancelTelling: (() => void) | undefined

  constructor(options: OwnMovesOptions) {
    this.#options = options
    this.#ports = options.ports
    this.#damping = new FlapDamping(options.ports.clock)
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
    // What changed during the sleep was seen at once on waking: partners are being told.
    const isTold = nowUs - this.#changedAtUs < sleptMs * 1000
    if (this.#place.addresses.length === 0 || isTold) return
    const text = placeText(this.#place)
    this.#changedAtUs = nowUs
    this.#record = this.#open('wake', text, text)
    this.#wasNowhere = true
    this.#tellAll()
  }

  /** A peer has just agreed on keys: what it was told by them may be older than the last move. */
  agreed(name: DnsName): void {
    if (this.#epoch > 0 && this.#place.addresses.length > 0)
      this.#tell(name, undefined, false, false)
  }

  acknowledged(name: DnsName, epoch: number, source: string): void {
    this.#rounds.get(name)?.acknowledged(epoch, source)
  }

  /** A partner that is being told is known to be elsewhere now. */
  partnerMoved(name: DnsName): void {
    this.#rounds.get(name)?.partnerMoved()
  }

  forget(name: DnsName): void {
    this.#end(name)
  }

  /** Idempotent. */
  stop(): void {
    this.#cancelTelling?.()
    for (const name of [...this.#rounds.keys()]) this.#end(name)
  }

  /** Begins a receipt where packets go another way by this change, or writes on in that of a lost link. */
  #write(before: OwnPlace): void {
    const place = this.#place
    const cause = moveCause(before, place)
    if (cause === undefined) return
    const isFound = before.addresses.length === 0 && this.#record !== undefined
    const text = placeText(place)
    const record =
      isFound && this.#record !== undefined
        ? this.#record
        : this.#open(cause, placeText(before), text)
    this.#record = record
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
    for (const round of this.#rounds.values()) round.stop()
    this.#rounds.clear()
    for (const name of this.#partners()) this.#ports.associations.hold(name)
  }

  #tellAll(): void {
    this.#cancelTelling = undefined
    // What was sent from an address that is gone may have been lost on its way, or its answer will be.
    const resends = this.#wasNowhere || !keepsPreferred(this.#toldPlace, this.#place)
    this.#toldPlace = this.#place
    this.#wasNowhere = false
    this.#epoch += 1
    this.#usableAtUs = 0
    const record = this.#record?.isDone === false ? this.#record : undefined
    // Those of the move before that were not reached yet are told of the new place, too.
    const names = new Set([...this.#partners(), ...this.#rounds.keys()])
    let eager = maxEagerSearches
    for (const name of names) {
      this.#tell(name, record, resends, eager > 0)
      eager -= 1
    }
  }

  #tell(
    name: DnsName,
    record: HandoverRecord | undefined,
    resends: boolean,
    isEager: boolean,
  ): void {
    const ports = this.#ports
    const before = this.#rounds.get(name)
    before?.stop()
    if (before?.record !== record) before?.record?.finish(name)
    if (record !== undefined) {
      record.addPartner(name)
      this.#options.firstPackets.await(name, record, () => this.#usableAtUs)
      ports.associations.markCongestion(name)
    }
    const round = new HintRound({
      ports,
      name,
      epoch: this.#epoch,
      ownEndpoints: this.#place.addresses.map(({ address }) =>
        formatEndpoint({ address, port: ports.port }),
      ),
      record,
      isEager: isEager && record !== undefined,
      onPath: () => this.#release(name, record, resends),
      onEnd: (ended, outcome) => this.#ended(ended, outcome),
    })
    this.#rounds.set(name, round)
    round.start()
  }

  /** What waited goes out right behind the Hint, and TCP segments of which nobody knows whether they arrived. */
  #release(name: DnsName, record: HandoverRecord | undefined, resends: boolean): void {
    const { associations } = this.#ports
    if (this.#usableAtUs === 0) this.#usableAtUs = this.#changedAtUs
    const sinceUs = resends ? (associations.proofOf(name)?.lastHeardUs ?? 0) : 0
    releaseTo(associations, name, sinceUs, record)
  }

  #ended(round: HintRound, outcome: HintOutcome): void {
    const { name, record } = round
    if (this.#rounds.get(name) === round) this.#rounds.delete(name)
    if (outcome.kind === 'acknowledged') {
      this.#options.onReached(name, outcome.source, outcome.isLate)
    }
    record?.finish(name)
  }

  #end(name: DnsName): void {
    const round = this.#rounds.get(name)
    round?.stop()
    round?.record?.finish(name)
    this.#rounds.delete(name)
  }
}
