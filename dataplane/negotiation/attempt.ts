// The negotiation with one peer that this host starts (paper 3.1): handshakes and rounds until the
// two agree, from the DNS queries again after each silence, in the foreground and behind it.
import { passed } from '../lib/clock.ts'
import { isInRange } from '../tables/vip-range.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { ControlMessage } from '../wire/control-message.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { conclude } from './agreement.ts'
import { Call } from './call.ts'
import type { CallResult, Established } from './call.ts'
import type { Context } from './context.ts'
import { answerWithinMs, decideWithinMs, maxPauseMs, tryForMs } from './limits.ts'
import { calledEndpoints } from './peer-endpoints.ts'
import type { Discovery, FailureReason } from './ports.ts'
import { Proposing } from './proposing.ts'
import type { ProposingResult } from './proposing.ts'

export type AttemptOutcome =
  | { kind: 'agreed' }
  /** `areVipsRefused`: rounds about VIPs have ended it, not one that may be asked again. */
  | { kind: 'failed'; reason: FailureReason; areVipsRefused?: boolean }

/** What came of one handshake and of its rounds; agreement ends the attempt by itself. */
type TryResult = CallResult | Exclude<ProposingResult, { kind: 'agreed' }>

export interface AttemptOptions {
  context: Context
  name: DnsName
  /** What DNS said already; without it DNS is asked first. */
  discovery: Discovery | undefined
  /** Of the responder: what the peer started is to be waited for before we call. */
  settled: (signal: AbortSignal) => Promise<void>
  /** An index under which RESPONSEs come to `handle`. */
  newIndex: () => { index: number; release: () => void }
  /**
   * New SAs of ours are in use: half-open ones with the peer are void, and these are probed, `isAwaited` once a program has its
   * answer.
   */
  onEstablished: (isAwaited: boolean) => void
}

export class Attempt {
  readonly outcome: Promise<AttemptOutcome>
  readonly startedAtMs: number
  readonly #options: AttemptOptions
  readonly #end = new AbortController()
  readonly #resolve: (outcome: AttemptOutcome) => void
  #discovery: Discovery | undefined
  #call: Call | undefined
  #proposing: Proposing | undefined
  #wake: () => void = () => {}
  #isPending = false
  #hasYielded = false
  #usesIx = false

  constructor(options: AttemptOptions) {
    this.#options = options
    this.#discovery = options.discovery
    this.startedAtMs = options.context.ports.clock.nowMs()
    const { promise, resolve } = Promise.withResolvers<AttemptOutcome>()
    this.outcome = promise
    this.#resolve = resolve
    void this.#run().catch((error: unknown) => {
      options.context.noteFault(error)
      this.finish({ kind: 'failed', reason: 'no-answer' })
    })
  }

  get name(): DnsName {
    return this.#options.name
  }

  /** A person has to decide about a key, here or there. */
  get isPending(): boolean {
    return this.#isPending
  }

  /** What DNS said last. */
  get discovery(): Discovery | undefined {
    return this.#discovery
  }

  /**
   * Whether an INIT that comes from the peer now has crossed ours. Only while ours is young: where
   * ours cannot arrive, theirs must be answered whoever is smaller.
   */
  get isCalling(): boolean {
    return this.#call !== undefined && this.#call.isYoung
  }

  handle(message: ControlMessage, source: string): void {
    this.#call?.handle(message, source)
  }

  handleVerdict(verdict: Extract<InnerControl, { type: 'verdict' }>, spi: number): void {
    this.#proposing?.handle(verdict, spi)
  }

  /** The peer's own handshake was proved: it is waited for, and ours goes on only without it. */
  yield(): void {
    this.#hasYielded = true
    this.#call?.cancel()
    this.#proposing?.cancel()
    this.#wake()
  }

  /** A person here has decided about the peer's key. */
  decided(isTrusted: boolean): void {
    if (isTrusted) this.#wake()
    else this.finish({ kind: 'failed', reason: 'rejected' })
  }

  finish(outcome: AttemptOutcome): void {
    if (this.#end.signal.aborted) return
    // With a reason, since the runtime's own is an error with a stack.
    this.#end.abort('over')
    this.#call?.cancel()
    this.#proposing?.cancel()
    this.#resolve(outcome)
  }

  async #run(): Promise<void> {
    const { signal } = this.#end
    const { clock } = this.#options.context.ports
    const untilMs = this.startedAtMs + tryForMs
    await this.#options.settled(signal)
    let pauseMs = 0
    for (let tries = 0; !signal.aborted; tries += 1) {
      if (this.#hasYielded) {
        this.#hasYielded = false
        await this.#pause(answerWithinMs)
        continue
      }
      await this.#discover(tries)
      if (signal.aborted) return
      const calledAtMs = clock.nowMs()
      const result = await this.#callOnce()
      if (signal.aborted || (await this.#take(result))) return
      if (this.#hasYielded || result.kind !== 'silence') continue
      if (clock.nowMs() >= untilMs) this.finish({ kind: 'failed', reason: 'no-answer' })
      // In the foreground the handshake's own waits are enough, where it was sent at all.
      const isBehind = clock.nowMs() - this.startedAtMs >= answerWithinMs
      const wasQuick = clock.nowMs() - calledAtMs < 100
      pauseMs = isBehind || wasQuick ? Math.min(maxPauseMs, Math.max(250, pauseMs * 2)) : 0
      if (pauseMs > 0) await this.#pause(pauseMs)
    }
  }

  /** Past every cache when the last answer did not lead to the peer. */
  async #discover(tries: number): Promise<void> {
    const { context, name } = this.#options
    if (tries === 0 && this.#discovery !== undefined) return
    const { signal } = this.#end
    const found = await context.ports.discover(name, { authoritative: tries > 0, signal })
    this.#discovery = found ?? this.#discovery
  }

  async #callOnce(): Promise<TryResult> {
    const { context, name, newIndex } = this.#options
    const { trust, endpoints: table } = context.ports
    const endpoints = calledEndpoints(this.#discovery, table.of(name))
    if (endpoints.length === 0) return { kind: 'silence' }
    const trusted = trust.trustedKeys(name)
    if (trusted === undefined) return { kind: 'refused', reason: 'trust-store-fault' }
    const knownKey = this.#usesIx ? undefined : (trusted.at(-1) ?? this.#validatedKey())
    const { index, release } = newIndex()
    const discovery = this.#discovery
    const call = new Call(context, { name, discovery, endpoints, knownKey, senderIndex: index })
    this.#call = call
    try {
      const result = await call.run()
      if (result.kind === 'established') return await this.#agree(result)
      // Silence may be that of a host that lost its key: then only IX is answered.
      if (result.kind === 'silence' && knownKey !== undefined) this.#usesIx = true
      else if (result.kind === 'silence') this.#usesIx = false
      return result
    } finally {
      call.release()
      release()
      this.#call = undefined
    }
  }

  #validatedKey(): Uint8Array | undefined {
    const dnssec = this.#discovery?.dnssec
    return dnssec?.kind === 'validated' ? dnssec.keys[0] : undefined
  }

  async #agree(established: Established): Promise<TryResult> {
    const { context, name, onEstablished } = this.#options
    if (this.#end.signal.aborted) return { kind: 'cancelled' }
    // Packets from another VIP than one of the range are taken only behind a proof: there the probe comes first.
    const isRanged = isInRange(context.ports.vipRange, established.ours.senderVip)
    onEstablished(this.#options.discovery !== undefined && isRanged)
    const proposing = new Proposing(context, name, established)
    this.#proposing = proposing
    try {
      const result = await proposing.run()
      if (result.kind !== 'agreed') return result
      if (this.#end.signal.aborted || this.#hasYielded) return { kind: 'cancelled' }
      const { vips, rounds } = result
      const { startedAtMs } = this
      const { endpoints } = established
      const agreement = { name, vips, endpoints, rounds, startedAtMs, role: 'initiator' } as const
      if (!conclude(context, agreement)) return { kind: 'silence' }
      this.finish({ kind: 'agreed' })
      return { kind: 'cancelled' }
    } finally {
      proposing.release()
      this.#proposing = undefined
    }
  }

  /** @returns whether the attempt is over */
  async #take(result: TryResult): Promise<boolean> {
    switch (result.kind) {
      case 'refused':
        this.finish({ kind: 'failed', reason: result.reason })
        return true
      case 'terminated':
        this.finish({ kind: 'failed', reason: 'terminated' })
        return true
      case 'vips-refused':
        this.finish({ kind: 'failed', reason: 'terminated', areVipsRefused: true })
        return true
      case 'asked-here':
      case 'asked-there':
        return this.#waitForPerson()
      case 'other-key':
        this.#usesIx = true
        return false
      case 'silence':
      case 'cancelled':
      case 'established':
        return false
      default:
        return result satisfies never
    }
  }

  /** The question stays open when the resolver stops waiting; the answer then starts anew. */
  async #waitForPerson(): Promise<boolean> {
    const { clock } = this.#options.context.ports
    this.#isPending = true
    const leftMs = this.startedAtMs + decideWithinMs - clock.nowMs()
    const wasWoken = leftMs > 0 && (await this.#pause(leftMs))
    if (!wasWoken) this.finish({ kind: 'failed', reason: 'pending' })
    this.#isPending = false
    this.#usesIx = false
    return !wasWoken
  }

  /** @returns whether something happened before the time had passed */
  async #pause(durationMs: number): Promise<boolean> {
    const woken = new AbortController()
    const wake = () => woken.abort('woken')
    this.#wake = wake
    this.#end.signal.addEventListener('abort', wake, { once: true })
    const { clock } = this.#options.context.ports
    const hasPassed = await passed(clock, durationMs, woken.signal)
    this.#end.signal.removeEventListener('abort', wake)
    this.#wake = () => {}
    return !hasPassed
  }
}
