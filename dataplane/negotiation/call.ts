// One handshake towards a peer, from the Request to the installed SAs (paper 3.1 steps 1 and 3,
// PROTOCOL section 3).
import { Handshake } from '../identity/noise.ts'
import { isHostKeyOf, noiseStaticOf } from '../identity/ssh-public-key.ts'
import type { Vips } from '../tunnel/vip-pairs.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { handshakePrologue } from '../wire/control-message.ts'
import type { ControlMessage, NoisePattern } from '../wire/control-message.ts'
import { decodeReply, encodeRequest, maxEndpoints } from '../wire/payloads.ts'
import type { Reply, Request } from '../wire/payloads.ts'
import { isOneSided, noVip } from './accept-vip.ts'
import type { Context } from './context.ts'
import { InitExchange } from './init-exchange.ts'
import type { ExchangeResult } from './init-exchange.ts'
import { OwnProposals } from './own-proposals.ts'
import { storedEndpoints } from './peer-endpoints.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import type { Discovery, KeyOffer, RefusalReason } from './ports.ts'
import type { Statement } from './rounds.ts'
import { saKeys } from './sa-keys.ts'

export interface CallOptions {
  name: DnsName
  discovery: Discovery | undefined
  /** At least one. */
  endpoints: readonly string[]
  /** The peer's key, where one is trusted: the handshake is then IK and hides who calls. */
  knownKey: Uint8Array | undefined
  senderIndex: number
}

/** The SAs are installed and the peer is proved; the VIPs may need more rounds. */
export interface Established {
  /** Ours, which names these SAs. */
  inboundSpi: number
  /** Where the peer answered, then where it says it is. */
  endpoints: readonly string[]
  ours: Statement
  theirs: Statement
  proposals: OwnProposals
  vip6: Vips | undefined
  /** The VIP that we took in the Request is the peer's physical address. */
  isPeerOneSided: boolean
}

export type CallResult =
  | ({ kind: 'established' } & Established)
  /** The peer's key waits for a person here, or ours does there. */
  | { kind: 'asked-here' | 'asked-there' }
  | { kind: 'refused'; reason: RefusalReason }
  | { kind: 'terminated' | 'silence' | 'cancelled' }
  /** The peer seems to have another key now: only IX can tell which. */
  | { kind: 'other-key' }

export class Call {
  readonly #context: Context
  readonly #options: CallOptions
  readonly #releases: (() => void)[] = []
  #exchange: InitExchange | undefined
  #isCancelled = false

  constructor(context: Context, options: CallOptions) {
    this.#context = context
    this.#options = options
  }

  get isYoung(): boolean {
    return this.#exchange?.isYoung ?? true
  }

  handle(message: ControlMessage, source: string): void {
    this.#exchange?.handle(message, source)
  }

  cancel(): void {
    this.#isCancelled = true
    this.#exchange?.cancel()
  }

  /** The VIP that was taken for the peer is not kept back any longer. */
  release(): void {
    for (const release of this.#releases.splice(0)) release()
  }

  async run(): Promise<CallResult> {
    const { name, endpoints, knownKey } = this.#options
    const responderStatic = knownKey === undefined ? undefined : noiseStaticOf(knownKey)
    const pattern: NoisePattern = responderStatic === undefined ? 'IX' : 'IK'
    const proposals = new OwnProposals(this.#context, name, endpoints[0] ?? '')
    if (proposals.current === noVip) return { kind: 'terminated' }
    const judged = await this.#judgeKnownVip(proposals)
    if (this.#isCancelled) return { kind: 'cancelled' }
    const request = this.#request(proposals.current, judged?.verdict)
    if (request === undefined) return { kind: 'silence' }
    const handshake = this.#handshake(responderStatic)
    const first = handshake.writeMessage(encodeRequest(request))
    if (!first.ok) {
      this.#context.counters.count('weak-key')
      return { kind: 'silence' }
    }
    this.#exchange = new InitExchange({
      context: this.#context,
      endpoints,
      senderIndex: this.#options.senderIndex,
      pattern,
      handshake,
      noise: first.message,
      retryMs: this.#context.roundTrips.retryMs(name),
    })
    const result = await this.#exchange.result
    if (result.kind === 'refused') return { kind: 'other-key' }
    if (result.kind !== 'response') return result
    if (judged?.oneSided !== true) return this.#conclude(result, request, proposals, false)
    // DNS said where it is: only where it answers is its physical address.
    const sourceAddress = addressOf(result.source)
    const judgement = await this.#context.judge({ ...judged.verdict, name, sourceAddress })
    if (this.#isCancelled) return { kind: 'cancelled' }
    if (judgement.kind === 'refused') return { kind: 'silence' }
    return this.#conclude(result, request, proposals, judgement.oneSided)
  }

  #handshake(responderStatic: Uint8Array | undefined): Handshake {
    const prologue = handshakePrologue(this.#options.senderIndex)
    const both = { staticKeys: this.#context.ports.hostKey.noiseKeys(), prologue } as const
    if (responderStatic === undefined) {
      return new Handshake({ ...both, role: 'initiator', pattern: 'IX' })
    }
    const ephemeralKeys = this.#context.ephemerals.take(this.#options.name, responderStatic)
    const ahead = ephemeralKeys === undefined ? {} : { ephemeralKeys }
    return new Handshake({ ...both, ...ahead, role: 'initiator', pattern: 'IK', responderStatic })
  }

  /** The VIP of before, or the one that DNS proposes. */
  async #judgeKnownVip(proposals: OwnProposals) {
    const { name, discovery, endpoints } = this.#options
    const magic = discovery?.magic
    const fromDns = magic?.kind === 'present' ? magic.vip : undefined
    const vip = this.#context.ports.names.mappingOf(name)?.vip ?? fromDns
    if (vip === undefined || vip === noVip) return undefined
    const sourceAddress = addressOf(endpoints[0] ?? '')
    const judgement = await this.#context.judge({ vip, name, sourceAddress })
    const isAccepted = proposals.fit(vip, judgement)
    if (isAccepted) this.#releases.push(this.#context.ports.names.hold(vip, name))
    return { verdict: { vip, isAccepted }, oneSided: isAccepted && isOneSided(judgement) }
  }

  /** Undefined while this host has no network. */
  #request(senderVip: string, receiverVip: Request['receiverVip']): Request | undefined {
    const { ports } = this.#context
    const { name, endpoints } = this.#options
    const own = ports.ownEndpoints().slice(0, maxEndpoints)
    const source = ports.sourceTowards(endpoints[0] ?? '') ?? own[0]
    if (source === undefined) return undefined
    const senderName = ports.ownName()
    return {
      ...(senderName === undefined ? {} : { senderName }),
      senderVip,
      receiverName: name,
      ...(receiverVip === undefined ? {} : { receiverVip }),
      hostKey: ports.hostKey.publicKey,
      spi: ports.associations.newSpi(),
      transforms: [...ports.transforms],
      endpoints: own.length > 0 ? own : [source],
      source,
      hasVip6: ports.ownVip6() !== undefined,
    }
  }

  #conclude(
    { payload, handshake, source, rttMs }: Extract<ExchangeResult, { kind: 'response' }>,
    request: Request,
    proposals: OwnProposals,
    isPeerOneSided: boolean,
  ): CallResult {
    const { counters, ports, roundTrips } = this.#context
    const { name } = this.#options
    const reply = this.#checkedReply(payload, handshake.remoteStatic, request)
    if (reply === undefined) return { kind: 'silence' }
    if (rttMs !== undefined) roundTrips.note(name, rttMs)
    const { observedSource: endpoint } = reply
    ports.onEvent({ kind: 'observed', name, endpoint, source: request.source })
    const trust = this.#judgeKey(reply.hostKey, source)
    if (trust !== undefined) return trust
    if (reply.trust === 'pending') return { kind: 'asked-there' }
    if (reply.senderVip === noVip) return { kind: 'terminated' }
    if (!request.transforms.includes(reply.transform)) {
      counters.count('wrong-transform')
      return { kind: 'silence' }
    }
    const { senderVip, receiverVip } = reply
    const ours = { senderVip: request.senderVip, receiverVip: request.receiverVip }
    const endpoints = storedEndpoints(source, reply.endpoints)
    const keys = saKeys(handshake, reply.transform)
    const vip6 = this.#context.vip6Pair(reply.hostKey, reply.hasVip6)
    const fault = ports.associations.install({
      name,
      // Not those of an INIT in this name that was never proved.
      pair: { v4: this.#context.mappedVips(name), v6: vip6 },
      endpoints,
      cipher: reply.transform,
      inbound: { spi: request.spi, key: keys.receiving },
      outbound: { spi: reply.spi, key: keys.sending },
      role: 'initiator',
    })
    if (fault !== undefined) {
      this.#context.noteVipFault(fault)
      return { kind: 'silence' }
    }
    return {
      kind: 'established',
      vip6,
      inboundSpi: request.spi,
      endpoints,
      ours,
      theirs: { senderVip, receiverVip },
      proposals,
      isPeerOneSided,
    }
  }

  /** Authentic it is; whether it is from whom we called, and says what a Reply may say. */
  #checkedReply(
    payload: Uint8Array,
    remoteStatic: Uint8Array,
    request: Request,
  ): Reply | undefined {
    const { counters, ports } = this.#context
    const decoded = decodeReply(payload)
    if (!decoded.ok) {
      counters.count('malformed-payload')
      return undefined
    }
    const reply = decoded.value
    if (reply.senderName !== this.#options.name) {
      counters.count('wrong-name')
      return undefined
    }
    if (reply.trust === 'accepted' && reply.receiverName !== request.senderName) {
      counters.count('not-our-name')
      return undefined
    }
    if (!isHostKeyOf(reply.hostKey, remoteStatic)) {
      counters.count('key-is-not-of-handshake')
      return undefined
    }
    if (Buffer.compare(reply.hostKey, ports.hostKey.publicKey) === 0) {
      counters.count('own-key')
      return undefined
    }
    return reply
  }

  /** The responder has proved its key: what is accepted is stored. Undefined: go on. */
  #judgeKey(key: Uint8Array, endpoint: string): CallResult | undefined {
    const { counters, ports } = this.#context
    const { name, discovery } = this.#options
    const offer: KeyOffer = { name, key, endpoint, cause: 'we-called', discovery }
    const verdict = ports.trust.remember(offer)
    if (verdict.kind === 'accepted') return undefined
    if (verdict.kind === 'pending') return { kind: 'asked-here' }
    const { reason } = verdict
    counters.count(`trust-${reason}`)
    ports.onEvent({ kind: 'key-refused', name, key, endpoint, reason })
    return { kind: 'refused', reason }
  }
}
