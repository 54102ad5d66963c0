// What this host keeps of an INIT that it has answered, until the initiator proves itself, and then
// while the VIPs are being agreed (PROTOCOL sections 3 and 10).
import type { AgreedVips } from '../tables/names.ts'
import type { Vips } from '../tunnel/vip-pairs.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { isOneSided, noVip } from './accept-vip.ts'
import { conclude } from './agreement.ts'
import type { Context } from './context.ts'
import { maxRounds } from './limits.ts'
import type { OwnProposals } from './own-proposals.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import type { KeyOffer } from './ports.ts'
import { concludeRound } from './rounds.ts'
import type { Statement } from './rounds.ts'

type Propose = Extract<InnerControl, { type: 'propose' }>

export interface HalfOpenOptions {
  context: Context
  offer: KeyOffer
  /** Ours, which names the SAs. */
  inboundSpi: number
  /** Whether the source had shown that it gets packets there. */
  isSourceProven: boolean
  /** Where the peer is once it has proved itself, preferred first. */
  endpoints: readonly string[]
  proposals: OwnProposals
  /** Of round 1: the Request, and our Reply to it. */
  theirs: Statement
  ours: Statement
  vip6: Vips | undefined
  isPeerOneSided: boolean
  onAgreed: (name: DnsName) => void
  /** Both said yes, but the packet path could not take it. */
  onFailed: (name: DnsName) => void
}

/** The last Propose, and what was said to it: undefined until that is decided. */
interface Answered {
  proposalId: number
  verdict: InnerControl | undefined
}

export class HalfOpen {
  readonly options: HalfOpenOptions
  readonly #startedAtMs: number
  readonly #releases: (() => void)[] = []
  readonly #confirmed = Promise.withResolvers<void>()
  #isConfirmed = false
  #isVoid = false
  #isPeerOneSided: boolean
  #round = 1
  #answered: Answered | undefined

  constructor(options: HalfOpenOptions) {
    this.options = options
    this.#startedAtMs = options.context.ports.clock.nowMs()
    this.#isPeerOneSided = options.isPeerOneSided
    const { receiverVip } = options.ours
    if (receiverVip?.isAccepted === true) this.#hold(receiverVip.vip)
  }

  get name(): DnsName {
    return this.options.offer.name
  }

  get isConfirmed(): boolean {
    return this.#isConfirmed
  }

  /** Resolves when the initiator has proved itself, or nothing more is to come. */
  get confirmed(): Promise<void> {
    return this.#confirmed.promise
  }

  /** The initiator is there and is no replay: what round 1 agreed on holds from now on. */
  confirm(): void {
    this.#isConfirmed = true
    this.#confirmed.resolve()
    this.#conclude(this.options.ours, this.options.theirs)
  }

  /** Another handshake took its place, or its time is over. */
  void(): void {
    this.#isVoid = true
    this.#confirmed.resolve()
    for (const release of this.#releases.splice(0)) release()
  }

  /** Another round. The same Propose gets the same Verdict, however often it comes. */
  async propose(message: Propose, source: string): Promise<void> {
    const { context } = this.options
    if (this.#answered !== undefined && message.id <= this.#answered.proposalId) {
      const { proposalId, verdict } = this.#answered
      if (proposalId === message.id && verdict !== undefined) {
        context.resendControl(this.name, verdict, source)
      }
      return
    }
    const answered: Answered = { proposalId: message.id, verdict: undefined }
    this.#answered = answered
    this.#round += 1
    const ours = await this.#statement(message, source)
    if (this.#isVoid || this.#answered !== answered || ours?.receiverVip === undefined) return
    const { senderVip, receiverVip } = ours
    const id = context.nextMessageId()
    const { proposalId } = answered
    answered.verdict = { type: 'verdict', id, proposalId, senderVip, receiverVip }
    // First the tables: packets may follow the Verdict at once.
    if (!this.#conclude(ours, message)) return
    context.resendControl(this.name, answered.verdict, source)
  }

  /** What we say in this round; undefined where the peer has ended the negotiation. */
  async #statement(message: Propose, source: string): Promise<Statement | undefined> {
    const { context, proposals } = this.options
    const { receiverVip: verdict, senderVip: vip } = message
    if (vip === noVip) return undefined
    // What we say now is judged in the initiator's next round.
    if (!verdict.isAccepted) proposals.refused(verdict.vip, this.#round + 1)
    if (this.#round > maxRounds) {
      context.counters.count('rounds-used-up')
      return { senderVip: noVip, receiverVip: { vip, isAccepted: false } }
    }
    const sourceAddress = addressOf(source)
    const judgement = await context.judge({ vip, name: this.name, sourceAddress })
    const isAccepted = proposals.fit(vip, judgement)
    if (isAccepted && !this.#isVoid) this.#hold(vip)
    this.#isPeerOneSided = isAccepted && isOneSided(judgement)
    return { senderVip: proposals.current, receiverVip: { vip, isAccepted } }
  }

  /** @returns false where an agreement could not be kept */
  #conclude(ours: Statement, theirs: Statement): boolean {
    const { context, endpoints, proposals, vip6, onAgreed, onFailed } = this.options
    const { agreed } = concludeRound(ours, theirs)
    if (agreed === undefined) return true
    const { name } = this
    const isOwnOneSided = proposals.isOneSided(agreed.own)
    const oneSided: AgreedVips['oneSided'] = isOwnOneSided
      ? 'local'
      : this.#isPeerOneSided
        ? 'remote'
        : 'neither'
    const isKept = conclude(context, {
      name,
      vips: {
        vip: agreed.peer,
        localVip: agreed.own,
        vip6: vip6?.remote,
        localVip6: vip6?.local,
        oneSided,
      },
      endpoints,
      rounds: this.#round,
      startedAtMs: this.#startedAtMs,
      role: 'responder',
    })
    if (isKept) onAgreed(name)
    else onFailed(name)
    return isKept
  }

  #hold(vip: string): void {
    this.#releases.push(this.options.context.ports.names.hold(vip, this.name))
  }
}
