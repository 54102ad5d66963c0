// A peer changes its network (paper 3.2, PROTOCOL section 7): it says so by a Hint, is heard from another endpoint, or
// answers there. Packets follow it at once, and with them what was sent into the void since it was last heard.
import { isUsableEndpoint } from '../tables/usable-endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { peerReceiptEveryMs } from './limits.ts'
import type { FirstPackets } from './first-packets.ts'
import type { HandoverRecord } from './handover-record.ts'
import { PathChallenges } from './path-challenges.ts'
import type { Arrival, MobilityPorts } from './ports.ts'
import { noteRelease, release } from './release.ts'

type Hint = Extract<InnerControl, { type: 'hint' }>

export interface PartnerMovesOptions {
  ports: MobilityPorts
  firstPackets: FirstPackets
  /** The receipt of this host's own move that the partner is being told of, if it is. */
  ownRecordOf: (name: DnsName) => HandoverRecord | undefined
  /** Packets to the partner go elsewhere now. */
  onMoved: (name: DnsName) => void
}

export class PartnerMoves {
  readonly #options: PartnerMovesOptions
  readonly #ports: MobilityPorts
  readonly #challenges: PathChallenges
  /** The first endpoint that each peer's last Hint named. */
  readonly #wished = new Map<DnsName, string>()
  /** Receipts of peers' moves that have just begun. */
  readonly #recent = new Map<DnsName, { record: HandoverRecord; atMs: number }>()

  constructor(options: PartnerMovesOptions) {
    this.#options = options
    this.#ports = options.ports
    this.#challenges = new PathChallenges(options.ports, {
      onChallenge: (name, endpoint) => this.#note(name, 'path-challenged', endpoint),
      onConfirmed: (name, endpoint, isOldAlive) => this.#confirmed(name, endpoint, isOldAlive),
    })
  }

  /**
   * It is authentic, so it is believed without asking DNS; an older one is acknowledged, too, and changes nothing.
   */
  hint(
    name: DnsName,
    { epoch, endpoints: told }: Hint,
    source: string,
    arrival: Arrival = {},
  ): void {
    const { endpoints, sendControl } = this.#ports
    const usable = told.filter(isUsableEndpoint)
    const before = endpoints.of(name)
    const wanted = wantedEndpoints(usable, source, before)
    if (endpoints.applyHint(name, epoch, wanted)) {
      this.#challenges.forget(name)
      if (usable[0] !== undefined) this.#wished.set(name, usable[0])
      this.#follow(name, before, { told: usable.join(', '), arrival })
    }
    sendControl(name, { type: 'hint-ack', epoch }, source)
    const [preferred] = wanted
    const [first] = usable
    // Behind a NAT the peer does not know its own endpoint. And whoever sends a copy of the Hint on under a source of
    // their choice must not make packets go where nobody answers: what the peer itself prefers is tried, too.
    if (preferred !== source) this.#challenges.challenge(name, source)
    else if (first !== undefined && first !== source) this.#challenges.challenge(name, first)
  }

  /** An authentic packet came from an endpoint that is not the peer's; it is not delivered unless that proves to be. */
  wrongSource(name: DnsName, source: string): void {
    if (!this.#ports.endpoints.of(name).includes(source)) this.#challenges.challenge(name, source)
  }

  /** DNS knows the peer elsewhere, which DNS alone does not prove. */
  elsewhere(name: DnsName, endpoints: readonly string[]): void {
    for (const endpoint of endpoints) this.#challenges.challenge(name, endpoint)
  }

  challengeAnswered(name: DnsName, bytes: Uint8Array): void {
    this.#challenges.answered(name, bytes)
  }

  /**
   * The peer has answered this host's newest Hint from there.
   * @param isFound DNS says that it is there, and the peer has said nothing since
   */
  reached(name: DnsName, source: string, isFound: boolean): void {
    const { endpoints } = this.#ports
    const before = endpoints.of(name)
    if (before[0] === source) return
    if (!isFound || before.includes(source)) {
      // The faster way, the only one that works, or a copy that somebody else has sent on.
      this.#challenges.challenge(name, source)
      return
    }
    endpoints.prefer(name, source)
    this.#follow(name, before)
  }

  forget(name: DnsName): void {
    this.#challenges.forget(name)
    this.#wished.delete(name)
  }

  /** Idempotent. */
  stop(): void {
    this.#challenges.stop()
  }

  #confirmed(name: DnsName, endpoint: string, isOldAlive: boolean): void {
    const { endpoints, associations } = this.#ports
    const before = endpoints.of(name)
    // Two ways work: the peer's own preference decides, since the other one may be about to go.
    if (isOldAlive && this.#wished.get(name) !== endpoint) {
      endpoints.add(name, endpoint)
      associations.setEndpoints(name, endpoints.of(name))
      return
    }
    endpoints.prefer(name, endpoint)
    this.#follow(name, before, { confirmed: endpoint, isOldAlive })
  }

  /** The table has new endpoints of the peer: the packet path gets them. */
  #follow(
    name: DnsName,
    before: readonly string[],
    {
      told,
      confirmed,
      isOldAlive = false,
      arrival: { atUs, heardBeforeUs } = {},
    }: {
      told?: string
      confirmed?: string
      isOldAlive?: boolean
      arrival?: Arrival
    } = {},
  ): void {
    const { endpoints, associations, onPeerMoved } = this.#ports
    const now = endpoints.of(name)
    const [endpoint] = now
    const [previous = null] = before
    if (endpoint === undefined || endpoint === previous) {
      associations.setEndpoints(name, now)
      return
    }
    const lastHeardUs = heardBeforeUs ?? associations.proofOf(name)?.lastHeardUs ?? 0
    const own = this.#options.ownRecordOf(name)
    // Packets first, what is written of them behind that.
    if (own === undefined) this.#options.firstPackets.arm(name)
    associations.setEndpoints(name, now)
    // Where it has not left the old endpoint nothing was lost there, unless that one did not answer.
    const isKept = now.includes(previous ?? '') && (confirmed === undefined || isOldAlive)
    const released = release(associations, name, isKept ? 0 : lastHeardUs)
    if (own === undefined) associations.markCongestion(name)
    const record = own ?? this.#recordOf(name, previous, endpoint, atUs)
    if (own === undefined) this.#options.firstPackets.await(name, record, () => lastHeardUs)
    if (told !== undefined) record.note('hint-received', told, { name, atUs })
    if (confirmed !== undefined) record.note('path-confirmed', confirmed, { name })
    noteRelease(record, name, released)
    this.#options.onMoved(name)
    if (own === undefined) record.finish(name)
    onPeerMoved(name, endpoint, previous)
  }

  /** A receipt for each move of a peer; a peer that moves and moves is one that floods, and gets one a second. */
  #recordOf(
    name: DnsName,
    from: string | null,
    to: string,
    atUs: number | undefined,
  ): HandoverRecord {
    const { clock, journal } = this.#ports
    const nowMs = clock.nowMs()
    for (const [each, { atMs }] of this.#recent) {
      if (nowMs - atMs >= peerReceiptEveryMs) this.#recent.delete(each)
    }
    const recent = this.#recent.get(name)
    if (recent !== undefined) {
      recent.record.arrivedAt(to)
      return recent.record
    }
    const record = journal.begin({ cause: 'peer-moved', from, to, partners: [name], atUs })
    this.#recent.set(name, { record, atMs: nowMs })
    return record
  }

  #note(name: DnsName, what: 'path-challenged', endpoint: string): void {
    this.#options.ownRecordOf(name)?.note(what, endpoint, { name })
  }
}

/**
 * What a Hint makes of a peer's endpoints. Where it comes from is a way that works, if the peer itself names it, or it
 * was proven before; what nobody has proven waits for its challenge.
 */
function wantedEndpoints(
  told: readonly string[],
  source: string,
  before: readonly string[],
): readonly string[] {
  const others = told.filter((each) => each !== source)
  if (told.includes(source) || before[0] === source) return [source, ...others]
  if (told.length === 0) return before
  return before.includes(source) ? [...told, source] : told
}
