// A peer changes its network (paper 3.2, PROTOCOL section 7): it says so by a Hint, is heard from another endpoint, or
// answers there. Packets follow it at once, and with them what was sent into the void since it was last heard.
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import type { FirstPackets } from './first-packets.ts'
import type { HandoverRecord } from './handover-record.ts'
import { PathChallenges } from './path-challenges.ts'
import type { MobilityPorts } from './ports.ts'
import { releaseTo } from './release.ts'

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

  constructor(options: PartnerMovesOptions) {
    this.#options = options
    this.#ports = options.ports
    this.#challenges = new PathChallenges(options.ports, {
      onChallenge: (name, endpoint) => this.#note(name, 'path-challenged', endpoint),
      onConfirmed: (name, endpoint, isOldAlive) => this.#confirmed(name, endpoint, isOldAlive),
    })
  }

  /** It is authentic, so it is believed without asking DNS; an older one is acknowledged, too, and changes nothing. */
  hint(name: DnsName, { epoch, endpoints: told }: Hint, source: string): void {
    const { endpoints, sendControl } = this.#ports
    const isTold = told.includes(source)
    // Where it comes from is a way that is known to work.
    const wanted = isTold ? [source, ...told.filter((each) => each !== source)] : told
    const before = endpoints.of(name)
    if (endpoints.applyHint(name, epoch, wanted)) {
      this.#challenges.forget(name)
      this.#follow(name, before, `${wanted.join(', ')}`)
    }
    sendControl(name, { type: 'hint-ack', epoch }, source)
    // Behind a NAT the peer does not know its own endpoint.
    if (!isTold) this.#challenges.challenge(name, source)
  }

  /** An authentic packet came from an endpoint that is not the peer's; it is not delivered unless that proves to be. */
  wrongSource(name: DnsName, source: string): void {
    this.#challenges.challenge(name, source)
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
   * @param isLate an earlier Hint to its preferred endpoint was not answered in time
   */
  reached(name: DnsName, source: string, isLate: boolean): void {
    const { endpoints } = this.#ports
    const before = endpoints.of(name)
    if (before[0] === source || (before.includes(source) && !isLate)) return
    endpoints.prefer(name, source)
    this.#follow(name, before, undefined)
  }

  forget(name: DnsName): void {
    this.#challenges.forget(name)
  }

  /** Idempotent. */
  stop(): void {
    this.#challenges.stop()
  }

  #confirmed(name: DnsName, endpoint: string, isOldAlive: boolean): void {
    const { endpoints, associations } = this.#ports
    const before = endpoints.of(name)
    if (isOldAlive) {
      endpoints.add(name, endpoint)
      associations.setEndpoints(name, endpoints.of(name))
      return
    }
    endpoints.prefer(name, endpoint)
    this.#follow(name, before, undefined, endpoint)
  }

  /** The table has new endpoints of the peer: the packet path gets them. */
  #follow(
    name: DnsName,
    before: readonly string[],
    hinted: string | undefined,
    confirmed?: string,
  ): void {
    const { endpoints, associations, journal, onPeerMoved } = this.#ports
    const now = endpoints.of(name)
    const [endpoint] = now
    const [previous = null] = before
    if (endpoint === undefined || endpoint === previous) {
      associations.setEndpoints(name, now)
      return
    }
    const lastHeardUs = associations.proofOf(name)?.lastHeardUs ?? 0
    const own = this.#options.ownRecordOf(name)
    const record =
      own ?? journal.begin({ cause: 'peer-moved', from: previous, to: endpoint, partners: [name] })
    if (hinted !== undefined) record.note('hint-received', hinted, { name })
    if (confirmed !== undefined) record.note('path-confirmed', confirmed, { name })
    if (own === undefined) {
      this.#options.firstPackets.await(name, record, () => lastHeardUs)
      associations.markCongestion(name)
    }
    associations.setEndpoints(name, now)
    // Where it has not left the old endpoint nothing was lost there; it takes the copies for what they are.
    releaseTo(associations, name, now.includes(previous ?? '') ? 0 : lastHeardUs, record)
    this.#options.onMoved(name)
    if (own === undefined) record.finish(name)
    onPeerMoved(name, endpoint, previous)
  }

  #note(name: DnsName, what: 'path-challenged', endpoint: string): void {
    this.#options.ownRecordOf(name)?.note(what, endpoint, { name })
  }
}
