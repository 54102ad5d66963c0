// The side that is called (paper 3.1 step 2, PROTOCOL section 3 "On INIT, Y"): cheap checks first,
// then DNS, then keys; nothing that was before changes until the initiator has proved itself.
import { Handshake } from '../identity/noise.ts'
import { isHostKeyOf } from '../identity/ssh-public-key.ts'
import { encodeControlMessage, handshakePrologue } from '../wire/control-message.ts'
import type { ControlMessage, RefusedReason } from '../wire/control-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeRequest, encodeReply } from '../wire/payloads.ts'
import type { InnerControl, Request } from '../wire/payloads.ts'
import { isOneSided, noVip } from './accept-vip.ts'
import type { Context } from './context.ts'
import type { Reason } from './counters.ts'
import { HalfOpen } from './half-open.ts'
import { HalfOpens } from './half-opens.ts'
import { halfOpenMs } from './limits.ts'
import { LoadGuard } from './load-guard.ts'
import { isNameless, namelessName } from './nameless.ts'
import { OwnProposals } from './own-proposals.ts'
import { storedEndpoints, withSource } from './peer-endpoints.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import { isInRange } from '../tables/vip-range.ts'
import type { KeyOffer } from './ports.ts'
import { acceptedReply, pendingReply } from './replies.ts'
import { saKeys } from './sa-keys.ts'

type Init = Extract<ControlMessage, { type: 'init' }>

export interface ResponderEvents {
  /** Whether our own INIT to this host is on its way, just begun. */
  isCalling: (name: DnsName) => boolean
  /** The initiator has proved itself. */
  onConfirmed: (name: DnsName) => void
  onAgreed: (name: DnsName) => void
}

/** An INIT that was seen, by its ephemeral key, so that the same one is not answered twice. */
interface Seen {
  source: string
  /** Undefined while it is being looked at, and where it was ignored. */
  response: Uint8Array | undefined
  resendsLeft: number
}

/** An INIT that has passed all that can be checked without asking anybody. */
interface Caller {
  init: Init
  source: string
  isSourceProven: boolean
  handshake: Handshake
  request: Request
  name: DnsName
}

/** As often as an initiator sends one INIT at most, over all addresses of both. */
const maxResends = 8

export class Responder {
  readonly #context: Context
  readonly #events: ResponderEvents
  readonly #guard: LoadGuard
  readonly #seen = new Map<string, Seen>()
  readonly #halfOpens: HalfOpens
  #isStopped = false

  constructor(context: Context, events: ResponderEvents) {
    this.#context = context
    this.#events = events
    this.#halfOpens = new HalfOpens(context)
    this.#guard = new LoadGuard(context.ports.clock, context.ports.randomBytes)
  }

  stop(): void {
    this.#isStopped = true
    this.#halfOpens.stop()
  }

  handleInit(init: Init, source: string): void {
    this.#count('init-received')
    if (this.#isStopped) return
    const ephemeral = Buffer.from(init.noise.subarray(0, 32)).toString('base64')
    const seen = this.#seen.get(ephemeral)
    if (seen !== undefined) {
      this.#repeat(seen, source)
      return
    }
    const { senderIndex, cookie } = init
    const halfOpen = this.#seen.size
    const verdict = this.#guard.judge({ source, senderIndex, cookie, halfOpen })
    if (verdict.kind === 'drop') {
      this.#count(verdict.reason)
      if (verdict.reason === 'busy') this.#refuse(source, senderIndex, 'busy')
      return
    }
    if (verdict.kind === 'prove') {
      this.#demandProof(source, senderIndex, verdict.cookie)
      return
    }
    const entry: Seen = { source, response: undefined, resendsLeft: maxResends }
    this.#seen.set(ephemeral, entry)
    this.#context.ports.clock.after(halfOpenMs, () => this.#seen.delete(ephemeral))
    const answered = this.#answer(init, source, verdict.isProven).then((response) => {
      if (response === 'ask-again') this.#seen.delete(ephemeral)
      else entry.response = response
    })
    this.#context.inBackground(answered)
  }

  /** Something authentic came on an inbound SA. */
  confirm(name: DnsName, spi: number): void {
    const halfOpen = this.#halfOpens.of(name)
    if (halfOpen?.options.inboundSpi !== spi || halfOpen.isConfirmed) return
    const { offer } = halfOpen.options
    const verdict = this.#context.ports.trust.remember(offer)
    if (verdict.kind !== 'accepted') {
      // Since the answer a person, or another handshake, has decided otherwise.
      this.void(name)
      this.#context.ports.associations.discard(name)
      this.#count(`trust-${verdict.kind === 'refused' ? verdict.reason : 'pending'}`)
      return
    }
    this.#events.onConfirmed(name)
    halfOpen.confirm()
  }

  handlePropose(
    name: DnsName,
    spi: number,
    message: Extract<InnerControl, { type: 'propose' }>,
    source: string,
  ): void {
    const halfOpen = this.#halfOpens.of(name)
    if (halfOpen?.options.inboundSpi === spi)
      this.#context.inBackground(halfOpen.propose(message, source))
    else this.#count('wrong-sa')
  }

  /** New SAs of another handshake are in use with this peer: what it began before is void. */
  void(name: DnsName): void {
    this.#halfOpens.void(name)
  }

  /** What the peer has begun gets the time of a retransmission before we begin ourselves. */
  settled(name: DnsName, signal: AbortSignal): Promise<void> {
    return this.#halfOpens.settled(name, signal)
  }

  /** A copy of an INIT gets the same RESPONSE, but nowhere else than the first. */
  #repeat(seen: Seen, source: string): void {
    if (seen.source !== source || seen.resendsLeft === 0) {
      this.#count('replayed')
      return
    }
    if (seen.response === undefined) return
    seen.resendsLeft -= 1
    this.#context.ports.sendClear(source, seen.response)
  }

  /** @returns the RESPONSE that was sent; 'ask-again' where a copy of this INIT may be answered */
  async #answer(
    init: Init,
    source: string,
    isSourceProven: boolean,
  ): Promise<Uint8Array | undefined | 'ask-again'> {
    const caller = this.#read(init, source, isSourceProven)
    if (caller === undefined) return undefined
    const { name, request } = caller
    if (this.#losesTo(name, request.hostKey)) return 'ask-again'
    if (!(await this.#isWhereItIs(caller))) {
      this.#ignore(source, 'source-not-in-dns')
      return undefined
    }
    const judgement = await this.#judgeVip(caller)
    if (this.#isStopped || request.senderVip === noVip) return undefined
    if (this.#losesTo(name, request.hostKey)) return 'ask-again'
    const present = this.#halfOpens.of(name)
    const isYoung = present !== undefined && !present.isConfirmed
    if (isYoung && !isSourceProven) {
      // Else whoever forges sources could make a true handshake void before it is proved.
      const { cookie } = this.#guard.proof(source, init.senderIndex)
      this.#demandProof(source, init.senderIndex, cookie)
      return 'ask-again'
    }
    const key = request.hostKey
    const offer: KeyOffer = {
      name,
      key,
      endpoint: source,
      cause: 'they-called',
      discovery: undefined,
    }
    return this.#reply(caller, offer, judgement)
  }

  /** What the message itself says; for IX without any public-key work. */
  #read(init: Init, source: string, isSourceProven: boolean): Caller | undefined {
    const { hostKey, ownName } = this.#context.ports
    const handshake = new Handshake({
      role: 'responder',
      pattern: init.pattern,
      staticKeys: hostKey.noiseKeys(),
      prologue: handshakePrologue(init.senderIndex),
    })
    const read = handshake.readMessage(init.noise)
    if (!read.ok) {
      this.#count(read.fault === 'weak-key' ? 'weak-key' : 'not-authentic')
      // Perhaps it was meant for a key that this host had before.
      if (init.pattern === 'IK') this.#refuse(source, init.senderIndex, 'unknown-key')
      return undefined
    }
    const decoded = decodeRequest(read.payload)
    if (!decoded.ok) return this.#ignore(source, 'malformed-payload')
    const request = decoded.value
    const { senderName, receiverName } = request
    if (receiverName !== this.#context.ownIdentity()) return this.#ignore(source, 'not-our-name')
    const isWrong = senderName !== undefined && (senderName === ownName() || isNameless(senderName))
    if (isWrong) return this.#ignore(source, 'wrong-name')
    const remote = handshake.remoteStatic
    if (remote === undefined || !isHostKeyOf(request.hostKey, remote)) {
      return this.#ignore(source, 'key-is-not-of-handshake')
    }
    if (Buffer.compare(request.hostKey, hostKey.publicKey) === 0) {
      return this.#ignore(source, 'own-key')
    }
    const name = senderName ?? namelessName(request.hostKey)
    return { init, source, isSourceProven, handshake, request, name }
  }

  /** Two hosts that start at once: the INIT of the smaller key wins. */
  #losesTo(name: DnsName, theirKey: Uint8Array): boolean {
    const { publicKey } = this.#context.ports.hostKey
    if (!this.#events.isCalling(name) || Buffer.compare(publicKey, theirKey) > 0) return false
    this.#count('simultaneous')
    return true
  }

  /**
   * DNS must give the packet's source for the caller's name (paper 3.1 step 2), a cache or else the
   * zone's own server. A trusted key from where its host is known to be says more than DNS can.
   */
  async #isWhereItIs(caller: Caller): Promise<boolean> {
    const { name, init, source, request } = caller
    const { trust, endpoints, hasAddress } = this.#context.ports
    if (isNameless(name)) return true
    const trusted = trust.trustedKeys(name) ?? []
    const isKnown = trusted.some((key) => Buffer.compare(key, request.hostKey) === 0)
    if (init.pattern === 'IK' && isKnown && endpoints.of(name).includes(source)) return true
    const address = addressOf(source)
    for (const authoritative of [false, true]) {
      if (await hasAddress(name, address, { authoritative })) return true
    }
    return false
  }

  async #judgeVip({ request, name, source }: Caller) {
    const sourceAddress = addressOf(source)
    return this.#context.judge({ vip: request.senderVip, name, sourceAddress })
  }

  #reply(
    caller: Caller,
    offer: KeyOffer,
    judgement: Awaited<ReturnType<Context['judge']>>,
  ): Uint8Array | undefined {
    const { ports } = this.#context
    const { handshake, request, name, source, init } = caller
    const proposals = new OwnProposals(this.#context, name, source)
    const proposed = request.receiverVip
    if (proposed?.isAccepted === true) proposals.take(proposed.vip)
    else if (proposed !== undefined) proposals.refused(proposed.vip, 1)
    const trust = ports.trust.decide(offer)
    if (trust.kind === 'refused') this.#noteRefusal(source, trust.reason)
    const isTaken = trust.kind === 'accepted'
    const transform = request.transforms.find((each) => ports.transforms.includes(each))
    if (transform === undefined) return this.#ignore(source, 'wrong-transform')
    const isAccepted = proposals.fit(request.senderVip, judgement)
    const ours = {
      senderVip: isTaken ? proposals.current : noVip,
      receiverVip: { vip: request.senderVip, isAccepted },
    }
    const spi = ports.associations.newSpi()
    const reply =
      trust.kind === 'pending'
        ? pendingReply(this.#context, source)
        : acceptedReply(this.#context, request, source, { ...ours, spi, transform })
    const second = handshake.writeMessage(encodeReply(reply))
    if (!second.ok) return this.#ignore(source, 'weak-key')
    if (isTaken && ours.senderVip !== noVip) {
      const keys = saKeys(handshake.finish(), transform)
      const isPeerOneSided = isAccepted && isOneSided(judgement)
      const made = { ours, spi, transform, keys, proposals, isPeerOneSided }
      if (!this.#install(caller, offer, made)) return undefined
    }
    const response = encodeControlMessage({
      type: 'response',
      senderIndex: this.#context.randomIndex(),
      receiverIndex: init.senderIndex,
      noise: second.message,
    })
    this.#count('response-sent')
    ports.sendClear(source, response)
    return response
  }

  #install(
    { request, name, source, isSourceProven }: Caller,
    offer: KeyOffer,
    made: {
      ours: { senderVip: string; receiverVip: { vip: string; isAccepted: boolean } }
      spi: number
      transform: Request['transforms'][number]
      keys: { sending: Uint8Array; receiving: Uint8Array }
      proposals: OwnProposals
      isPeerOneSided: boolean
    },
  ): boolean {
    const { ours, spi, transform, keys, proposals, isPeerOneSided } = made
    const endpoints = storedEndpoints(source, request.endpoints)
    const present = this.#context.ports.endpoints.of(name)
    const isNew = !this.#context.isKnown(name)
    const isAgreed =
      ours.receiverVip.isAccepted &&
      request.receiverVip?.isAccepted === true &&
      request.receiverVip.vip === ours.senderVip
    // One outside of the range would take packets of programs that know nothing of VIP: it waits for the proof.
    const isHarmless = isInRange(this.#context.ports.vipRange, request.senderVip)
    const vips = { local: ours.senderVip, remote: request.senderVip }
    const v4 = isAgreed && isHarmless ? vips : undefined
    const vip6 = this.#context.vip6Pair(request.hostKey, request.hasVip6)
    const { senderVip, receiverVip } = request
    const halfOpen = new HalfOpen({
      context: this.#context,
      offer,
      inboundSpi: spi,
      isSourceProven,
      endpoints,
      proposals,
      theirs: { senderVip, receiverVip },
      ours,
      vip6,
      isPeerOneSided,
      onAgreed: this.#events.onAgreed,
      onFailed: (failed) => this.#halfOpens.drop(failed),
    })
    return this.#halfOpens.open(halfOpen, {
      name,
      ...(isNew ? { pair: { v4, v6: vip6 } } : {}),
      // The proof will come from the source; packets go on to where the peer was until then.
      endpoints: isNew ? endpoints : withSource(present, source),
      cipher: transform,
      inbound: { spi, key: keys.receiving },
      outbound: { spi: request.spi, key: keys.sending },
      role: 'responder',
    })
  }

  #demandProof(source: string, receiverIndex: number, cookie: Uint8Array): void {
    this.#count('cookie-sent')
    const message = { type: 'cookie', receiverIndex, cookie } as const
    this.#context.ports.sendClear(source, encodeControlMessage(message))
  }

  #refuse(source: string, receiverIndex: number, reason: RefusedReason): void {
    const message = { type: 'refused', receiverIndex, reason } as const
    this.#context.ports.sendClear(source, encodeControlMessage(message))
  }

  #ignore(source: string, reason: Reason): undefined {
    this.#count(reason)
    this.#context.ports.onEvent({ kind: 'stranger-refused', endpoint: source, reason })
  }

  #noteRefusal(source: string, reason: string): void {
    this.#ignore(source, `trust-${reason}`)
  }

  #count(reason: Reason): void {
    this.#context.counters.count(reason)
  }
}
