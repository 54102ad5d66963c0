// Names become addresses (paper 3.1, PROTOCOL sections 3 to 6): the one face of negotiation to the
// rest of the helper. It starts attempts, answers those of others, and keeps what was agreed alive.
import { noiseStaticOf } from '../identity/ssh-public-key.ts'
import { within } from '../lib/clock.ts'
import { parseControlMessage } from '../wire/control-message.ts'
import type { ControlMessage } from '../wire/control-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { Attempt } from './attempt.ts'
import type { AttemptOutcome } from './attempt.ts'
import { Context } from './context.ts'
import type { ControlBody } from './context.ts'
import type { Counters } from './counters.ts'
import { Failures } from './failures.ts'
import { Leases } from './leases.ts'
import { answerWithinMs, decideWithinMs, maxAttempts, nackPauseMs } from './limits.ts'
import type {
  Connection,
  Discovery,
  FailureReason,
  NegotiatedPeer,
  NegotiationPorts,
} from './ports.ts'
import { OneSided } from './one-sided.ts'
import { MappingUpkeep } from './mapping-upkeep.ts'
import { negotiatedPeers } from './negotiated-peers.ts'
import { Probing } from './probing.ts'
import { restoreMappings } from './restoring.ts'
import { Responder } from './responder.ts'
import type { RoundTrips } from './round-trips.ts'
import { withoutAgreement } from './without-agreement.ts'

export class Negotiation {
  readonly #context: Context
  readonly #responder: Responder
  readonly #attempts = new Map<DnsName, Attempt>()
  /** By our session index, the handshakes that wait for a RESPONSE. */
  readonly #sessions = new Map<number, Attempt>()
  readonly #probings = new Map<DnsName, Probing>()
  readonly #failures: Failures
  readonly #leases: Leases
  readonly oneSided: OneSided
  readonly #upkeep: MappingUpkeep
  readonly #nacked = new Set<DnsName>()
  #isStopped = false

  constructor(ports: NegotiationPorts) {
    this.#context = new Context(ports)
    this.#failures = new Failures(ports.clock)
    const begin = (name: DnsName) => this.#attempt(name, undefined)?.outcome
    this.#upkeep = new MappingUpkeep(this.#context, begin)
    this.#leases = new Leases(ports, (name) => this.forget(name, 'mapping-discarded'))
    this.oneSided = new OneSided(ports, (name, isToldToPeer) =>
      this.forget(name, isToldToPeer ? 'mapping-discarded' : 'discarded-by-peer'),
    )
    this.#responder = new Responder(this.#context, {
      isCalling: (name) => this.#attempts.get(name)?.isCalling === true,
      onConfirmed: (name) => {
        this.#stopProbing(name)
        this.#attempts.get(name)?.yield()
      },
      onAgreed: (name) => {
        this.#noteAgreed(name)
        this.#attempts.get(name)?.finish({ kind: 'agreed' })
      },
    })
  }

  get counters(): Counters {
    return this.#context.counters
  }

  /** Mappings from before a restart of the helper: each peer gets new keys by one handshake. */
  start(): void {
    // Without keys there is nobody to be told of what is dropped.
    const drop = (name: DnsName) => this.forget(name, 'discarded-by-peer')
    for (const name of restoreMappings(this.#context, drop)) this.#upkeep.restored(name)
    this.#upkeep.start()
    this.#leases.start()
  }

  /** Says good-bye to peers; what was agreed stays in the tables. Idempotent. */
  stop(): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#upkeep.stop()
    for (const { name } of this.#context.ports.names.active) {
      this.#context.sendControl(name, { type: 'close', reason: 'shutting-down' })
    }
    this.#leases.stop()
    this.#responder.stop()
    for (const name of [...this.#probings.keys()]) this.#stopProbing(name)
    for (const attempt of this.#attempts.values()) {
      attempt.finish({ kind: 'failed', reason: 'no-answer' })
    }
  }

  /**
   * What an application gets for a name that speaks VIP, after 4 s at the latest, or 9 s where a
   * person is asked. Equal calls share one negotiation, which goes on when `signal` is aborted.
   */
  async connect(discovery: Discovery, signal: AbortSignal): Promise<Connection> {
    const { name } = discovery
    const { trust } = this.#context.ports
    const present = this.#mapped(name)
    if (present !== undefined) {
      this.#upkeep.asked(name)
      return present
    }
    const trusted = trust.trustedKeys(name)
    if (trusted === undefined) return { kind: 'refused', reason: 'trust-store-fault' }
    if (trust.isRejected(name)) return { kind: 'refused', reason: 'rejected' }
    const recent = this.#attempts.has(name) ? undefined : this.#failures.recent(name)
    const reason = recent ?? (await this.#attemptInTime(discovery, signal))
    const mapped = this.#mapped(name)
    if (mapped !== undefined) return mapped
    const latest = this.#attempts.get(name)?.discovery ?? discovery
    const connection = withoutAgreement(this.#context, latest, reason ?? 'no-answer')
    if (connection.kind === 'vip') {
      this.#upkeep.hasNoKeys(name)
      if (!this.#attempts.has(name)) this.#upkeep.failed(name, reason ?? 'no-answer')
    }
    return connection
  }

  /** A program asks for a name that has a mapping. Often: it is cheap. */
  asked(name: DnsName): void {
    this.#upkeep.asked(name)
  }

  /** DNS is being asked for the name, and a call is likely: what it needs besides is made ready. */
  prepare(name: DnsName): void {
    const { names, trust } = this.#context.ports
    if (this.#isStopped || this.#attempts.has(name) || names.mappingOf(name) !== undefined) return
    const key = trust.trustedKeys(name)?.at(-1)
    const responderStatic = key && noiseStaticOf(key)
    if (responderStatic !== undefined) this.#context.ephemerals.prepare(name, responderStatic)
  }

  /** A clear control message, without its marker. */
  handleClear(source: string, bytes: Uint8Array): void {
    const { counters } = this.#context
    if (this.#isStopped) return
    const parsed = parseControlMessage(bytes)
    if (!parsed.ok) {
      counters.count('malformed')
      return
    }
    const { message } = parsed
    if (message.type === 'init') this.#responder.handleInit(message, source)
    else if (message.type === 'nack') this.#handleNack(message.spi, source)
    else this.#handleAnswer(message, source)
  }

  /**
   * An inner control message of a peer.
   * @returns false where it is none of negotiation's, such as a Hint
   */
  handleControl(name: DnsName, spi: number, message: InnerControl, source: string): boolean {
    if (this.#isStopped) return false
    this.confirmed(name, spi)
    switch (message.type) {
      case 'propose':
        this.#responder.handlePropose(name, spi, message, source)
        return true
      case 'verdict':
        this.#attempts.get(name)?.handleVerdict(message, spi)
        return true
      case 'probe': {
        const { sentAtUs } = message
        this.#context.sendControl(name, { type: 'probe-reply', sentAtUs }, source)
        return true
      }
      case 'probe-reply':
        this.#probings.get(name)?.answered(message)
        return true
      case 'close':
        if (message.reason === 'mapping-discarded') this.oneSided.discardedByPeer(name)
        return false
      case 'hint':
      case 'hint-ack':
      case 'path-challenge':
      case 'path-response':
        return false
      default:
        return message satisfies never
    }
  }

  /** Something authentic came on this inbound SA, data or control. Idempotent. */
  confirmed(name: DnsName, spi: number): void {
    this.#responder.confirm(name, spi)
  }

  /** Smoothed round-trip times of peers. */
  get roundTrips(): RoundTrips {
    return this.#context.roundTrips
  }

  /** An inner control message of others than negotiation; message ids are counted in one place. */
  sendControl(name: DnsName, message: ControlBody, endpoint?: string): void {
    this.#context.sendControl(name, message, endpoint)
  }

  /** The SAs with a peer are nearly used up: new keys for the same VIPs. */
  rekeyDue(name: DnsName): void {
    this.#attempt(name, undefined)
  }

  /** The peer is to be asked anew, with the VIPs of before as first proposals (paper 3.1). */
  renegotiate(name: DnsName): void {
    this.#context.counters.count('renegotiated')
    this.#upkeep.hasNoKeys(name)
    this.#attempt(name, undefined)
  }

  /** A person has decided about the key of a host: one that is trusted is called at once. */
  trustDecided(name: DnsName, isTrusted: boolean): void {
    this.#failures.forget(name)
    const attempt = this.#attempts.get(name)
    if (attempt !== undefined) attempt.decided(isTrusted)
    else if (isTrusted) this.#attempt(name, undefined)
  }

  /** The mapping is discarded here: by its lease, by a person, or because trust has ended. */
  forget(name: DnsName, reason: 'mapping-discarded' | 'key-removed' | 'discarded-by-peer'): void {
    const { names, endpoints, associations, onEvent } = this.#context.ports
    const vip = names.mappingOf(name)?.vip
    this.#attempts.get(name)?.finish({ kind: 'failed', reason: 'terminated' })
    this.#responder.void(name)
    this.#stopProbing(name)
    if (reason !== 'discarded-by-peer') this.#context.sendControl(name, { type: 'close', reason })
    associations.discard(name)
    names.discard(name)
    endpoints.delete(name)
    this.#context.roundTrips.forget(name)
    this.#failures.forget(name)
    this.#upkeep.settled(name)
    if (vip !== undefined) onEvent({ kind: 'mapping-dropped', name, vip })
  }

  /** For `vip peers`: every peer with a mapping, and those that are negotiated with now. */
  peers(): NegotiatedPeer[] {
    return negotiatedPeers(this.#context, this.#attempts)
  }

  #mapped(name: DnsName): Extract<Connection, { kind: 'vip' }> | undefined {
    const mapping = this.#context.ports.names.mappingOf(name)
    return mapping === undefined ? undefined : { kind: 'vip', vip: mapping.vip, vip6: mapping.vip6 }
  }

  /** @returns why there is no mapping, as far as that is known in time */
  async #attemptInTime(
    discovery: Discovery,
    signal: AbortSignal,
  ): Promise<FailureReason | undefined> {
    const { clock } = this.#context.ports
    const attempt = this.#attempt(discovery.name, discovery)
    if (attempt === undefined) return 'no-answer'
    const { outcome, startedAtMs } = attempt
    const until = (afterStartMs: number) =>
      within(clock, startedAtMs + afterStartMs - clock.nowMs(), outcome, signal)
    const inTime = await until(answerWithinMs)
    const isHeld = inTime === undefined && attempt.isPending && !signal.aborted
    const result = isHeld ? await until(decideWithinMs) : inTime
    if (result === undefined) return isHeld ? 'pending' : 'no-answer'
    return result.kind === 'failed' ? result.reason : undefined
  }

  /** The one that runs, or a new one. Undefined where there may be no more. */
  #attempt(name: DnsName, discovery: Discovery | undefined): Attempt | undefined {
    const present = this.#attempts.get(name)
    if (present !== undefined) return present
    if (this.#isStopped) return undefined
    if (this.#attempts.size >= maxAttempts) {
      this.#upkeep.failed(name, 'no-answer')
      return undefined
    }
    const attempt: Attempt = new Attempt({
      context: this.#context,
      name,
      discovery,
      settled: (signal) => this.#responder.settled(name, signal),
      newIndex: () => this.#newSession(() => attempt),
      onEstablished: (isAwaited) => this.#probe(name, isAwaited),
    })
    this.#attempts.set(name, attempt)
    const { outcome } = attempt
    this.#context.inBackground(outcome.then((each) => this.#noteOutcome(attempt, each)))
    return attempt
  }

  #newSession(attempt: () => Attempt): { index: number; release: () => void } {
    let index = this.#context.randomIndex()
    while (this.#sessions.has(index)) index = this.#context.randomIndex()
    this.#sessions.set(index, attempt())
    return { index, release: () => this.#sessions.delete(index) }
  }

  #noteOutcome(attempt: Attempt, outcome: AttemptOutcome): void {
    const { name } = attempt
    const { names, associations, onEvent } = this.#context.ports
    if (this.#attempts.get(name) === attempt) this.#attempts.delete(name)
    if (this.#isStopped) return
    if (outcome.kind === 'agreed') {
      this.#noteAgreed(name)
      return
    }
    const { reason, areVipsRefused } = outcome
    this.#failures.note(name, reason)
    onEvent({ kind: 'failed', name, reason })
    this.#upkeep.failed(name, reason, areVipsRefused)
    // SAs without VIPs are of no use.
    if (names.mappingOf(name) === undefined) {
      this.#stopProbing(name)
      associations.discard(name)
    }
  }

  #noteAgreed(name: DnsName): void {
    this.#failures.forget(name)
    this.#upkeep.settled(name)
  }

  #probe(name: DnsName, isAwaited: boolean): void {
    this.#responder.void(name)
    this.#stopProbing(name)
    const probing = new Probing(this.#context, name, isAwaited, () => {
      this.#probings.delete(name)
      // The responder never took these SAs into use: packets to it are lost.
      if (!this.#isStopped) this.renegotiate(name)
    })
    this.#probings.set(name, probing)
  }

  #stopProbing(name: DnsName): void {
    this.#probings.get(name)?.stop()
    this.#probings.delete(name)
  }

  #handleAnswer(message: Exclude<ControlMessage, { type: 'init' | 'nack' }>, source: string): void {
    const attempt = this.#sessions.get(message.receiverIndex)
    if (attempt === undefined) this.#context.counters.count('unknown-index')
    else attempt.handle(message, source)
  }

  /** Forged or not, it costs one handshake a second at most (PROTOCOL section 6). */
  #handleNack(spi: number, source: string): void {
    const { counters, ports } = this.#context
    const name = ports.associations.sendsWith(spi, source)
    if (name === undefined) {
      counters.count('nack-not-ours')
      return
    }
    if (this.#nacked.has(name) || this.#attempts.has(name)) {
      counters.count('nack-too-soon')
      return
    }
    this.#nacked.add(name)
    ports.clock.after(nackPauseMs, () => this.#nacked.delete(name))
    this.renegotiate(name)
  }
}
