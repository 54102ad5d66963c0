// The initiator's further rounds (paper 3.1 step 3): Propose and Verdict inside the new SAs, until
// both take what the other proposes.
import type { AgreedVips } from '../tables/names.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { isOneSided, noVip } from './accept-vip.ts'
import type { Established } from './call.ts'
import type { Context } from './context.ts'
import { maxRounds } from './limits.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import { concludeRound } from './rounds.ts'
import type { Statement } from './rounds.ts'

type Verdict = Extract<InnerControl, { type: 'verdict' }>

export type ProposingResult =
  | { kind: 'agreed'; vips: AgreedVips; rounds: number }
  /** No VIP that one had was taken by the other: those of before cannot be had again. */
  | { kind: 'vips-refused' | 'silence' | 'cancelled' }

/** A Propose that is not answered goes out so often, doubling; the whole is some 4 s. */
const maxSends = 4

export class Proposing {
  readonly #context: Context
  readonly #name: DnsName
  readonly #established: Established
  readonly #releases: (() => void)[] = []
  #isPeerOneSided: boolean
  #answer: { id: number; resolve: (verdict: Verdict | 'silence' | 'cancelled') => void } | undefined
  #isCancelled = false

  constructor(context: Context, name: DnsName, established: Established) {
    this.#context = context
    this.#name = name
    this.#established = established
    this.#isPeerOneSided = established.isPeerOneSided
  }

  handle(verdict: Verdict, spi: number): void {
    if (spi !== this.#established.inboundSpi || verdict.proposalId !== this.#answer?.id) return
    this.#answer.resolve(verdict)
  }

  cancel(): void {
    this.#isCancelled = true
    this.#answer?.resolve('cancelled')
  }

  release(): void {
    for (const release of this.#releases.splice(0)) release()
  }

  async run(): Promise<ProposingResult> {
    const { proposals } = this.#established
    let { ours, theirs } = this.#established
    for (let round = 1; ; round += 1) {
      const { agreed, isOurVipAccepted } = concludeRound(ours, theirs)
      if (agreed !== undefined) {
        return { kind: 'agreed', vips: this.#vips(agreed), rounds: round }
      }
      if (theirs.senderVip === noVip) return { kind: 'vips-refused' }
      if (!isOurVipAccepted) proposals.refused(ours.senderVip, round + 1)
      if (round === maxRounds || proposals.current === noVip) {
        this.#terminate(theirs)
        return { kind: 'vips-refused' }
      }
      const isAccepted = await this.#accepts(theirs.senderVip)
      ours = {
        senderVip: proposals.current,
        receiverVip: { vip: theirs.senderVip, isAccepted },
      }
      const answer = await this.#ask(ours)
      if (answer === 'silence' || answer === 'cancelled') return { kind: answer }
      theirs = { senderVip: answer.senderVip, receiverVip: answer.receiverVip }
    }
  }

  #vips({ own, peer }: { own: string; peer: string }): AgreedVips {
    const isOwnOneSided = this.#established.proposals.isOneSided(own)
    const oneSided = isOwnOneSided ? 'local' : this.#isPeerOneSided ? 'remote' : 'neither'
    const { vip6 } = this.#established
    return { vip: peer, localVip: own, vip6: vip6?.remote, localVip6: vip6?.local, oneSided }
  }

  async #accepts(vip: string): Promise<boolean> {
    const sourceAddress = addressOf(this.#established.endpoints[0] ?? '')
    const judgement = await this.#context.judge({ vip, name: this.#name, sourceAddress })
    if (!this.#established.proposals.fit(vip, judgement)) return false
    this.#isPeerOneSided = isOneSided(judgement)
    this.#releases.push(this.#context.ports.names.hold(vip, this.#name))
    return true
  }

  /** Once, as a courtesy: the peer forgets the negotiation by itself too. */
  #terminate(theirs: Statement): void {
    this.#context.counters.count('rounds-used-up')
    const receiverVip = { vip: theirs.senderVip, isAccepted: false }
    this.#context.sendControl(this.#name, { type: 'propose', senderVip: noVip, receiverVip })
  }

  #ask({ senderVip, receiverVip }: Statement): Promise<Verdict | 'silence' | 'cancelled'> {
    const { clock } = this.#context.ports
    const { promise, resolve } = Promise.withResolvers<Verdict | 'silence' | 'cancelled'>()
    if (this.#isCancelled || receiverVip === undefined) return Promise.resolve('cancelled')
    const message = { type: 'propose', senderVip, receiverVip } as const
    const id = this.#context.sendControl(this.#name, message)
    let waitMs = this.#context.roundTrips.retryMs(this.#name)
    let sends = 1
    let cancelTimer = () => {}
    const again = () => {
      if (sends === maxSends) {
        this.#answer?.resolve('silence')
        return
      }
      sends += 1
      waitMs *= 2
      this.#context.resendControl(this.#name, { ...message, id })
      cancelTimer = clock.after(waitMs, again)
    }
    cancelTimer = clock.after(waitMs, again)
    this.#answer = {
      id,
      resolve: (result) => {
        cancelTimer()
        this.#answer = undefined
        resolve(result)
      },
    }
    return promise
  }
}
