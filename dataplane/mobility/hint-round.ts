// Tells one partner where this host is now (PROTOCOL section 7): the Hint goes to every endpoint that the partner may be
// at, again and again, while DNS is asked for where it is, until the Hint is acknowledged or T has passed. One round for
// a partner and an epoch; a newer epoch begins another.
import type { DnsName } from '../wire/dns-name.ts'
import type { HandoverPhase } from '../contract/handovers.ts'
import type { HandoverRecord } from './handover-record.ts'
import {
  eagerSearchAfterMs,
  hintSlackMs,
  leaseAgainMs,
  maxHintPauseMs,
  triesBeforeOtherPort,
  unknownRoundTripMs,
} from './limits.ts'
import { PartnerSearch } from './partner-search.ts'
import type { MobilityPorts } from './ports.ts'
import type { SourcePorts } from './source-ports.ts'

export interface HintRoundOptions {
  ports: MobilityPorts
  name: DnsName
  epoch: number
  /** Own endpoints, preferred first; at least one. */
  ownEndpoints: readonly string[]
  /** Undefined where no packet goes another way by what is told: no receipt is written. */
  record: HandoverRecord | undefined
  urgency: HintUrgency
  sourcePorts: SourcePorts
  /** The first Hint leaves next: what comes from now on may come by the new path. */
  onFirst: () => void
  /** The first Hint is out: what waited may follow it. */
  onPath: (round: HintRound) => void
  /** `acknowledged`: by the partner, which is therefore at `source`. */
  onEnd: (round: HintRound, outcome: HintOutcome) => void
}

export type HintUrgency =
  /** DNS is asked for the partner soon after the first Hint. */
  | 'search'
  /** DNS is asked once a Hint was not answered. */
  | 'tell'
  /** For a few seconds, without DNS: whoever reminds asks DNS itself. */
  | 'remind'

export type HintOutcome =
  /** `isFound`: `source` is where DNS says that the partner is, and nobody else did. */
  { kind: 'acknowledged'; source: string; isFound: boolean } | { kind: 'gave-up' }

export class HintRound {
  readonly #options: HintRoundOptions
  readonly #startedAtMs: number
  /** Where DNS says that the partner is, if that is news. */
  #found: readonly string[] = []
  #search: PartnerSearch | undefined
  #pauseMs: number
  #tries = 0
  /** Tries that were not answered in their time. */
  #silences = 0
  /** After longer and longer: what the partner sends to the other port of the two is answered in the wrong way. */
  #changesPortAt = triesBeforeOtherPort
  #sentAtMs = 0
  #isOver = false
  #cancelTimer: () => void = () => {}

  constructor(options: HintRoundOptions) {
    this.#options = options
    this.#startedAtMs = options.ports.clock.nowMs()
    this.#pauseMs = this.#firstPauseMs()
  }

  get name(): DnsName {
    return this.#options.name
  }

  get record(): HandoverRecord | undefined {
    return this.#options.record
  }

  /** Whether a Hint has left: before, there was no path to any endpoint. */
  get hasSent(): boolean {
    return this.#tries > 0
  }

  start(): void {
    this.#send()
    if (this.#options.urgency === 'search') this.#searchDns(eagerSearchAfterMs)
  }

  /** Routes are others now. */
  networkChanged(): void {
    if (!this.hasSent) this.#send()
  }

  /** The partner itself has said, or shown, where it is: what DNS said may be older. */
  partnerMoved(): void {
    this.#found = []
    this.#sendAnew()
  }

  /**
   * A HintAck with an older epoch ends nothing.
   * @param atUs when it came, in µs of CLOCK_MONOTONIC; default: now
   */
  acknowledged(epoch: number, source: string, atUs?: number): void {
    const { ports, name } = this.#options
    if (this.#isOver || epoch !== this.#options.epoch) return
    this.#note('hint-acknowledged', source, atUs)
    // Of a Hint that was sent again nobody knows which one was answered (Karn).
    if (this.#tries === 1) ports.noteRoundTrip(name, ports.clock.nowMs() - this.#sentAtMs)
    this.#end({ kind: 'acknowledged', source, isFound: this.#found.includes(source) })
  }

  /** Superseded, or the partner is none any more. Idempotent. */
  stop(): void {
    this.#isOver = true
    this.#search?.stop()
    this.#cancelTimer()
  }

  #firstPauseMs(): number {
    const { ports, name } = this.#options
    return 3 * (ports.roundTripOf(name) ?? unknownRoundTripMs) + hintSlackMs
  }

  /** To another place than before. */
  #sendAnew(): void {
    this.#pauseMs = Math.min(this.#pauseMs, this.#firstPauseMs())
    this.#send()
  }

  #sendAgain(): void {
    const { ports, urgency } = this.#options
    const lastsMs = urgency === 'remind' ? leaseAgainMs : ports.partnerMs()
    if (ports.clock.nowMs() - this.#startedAtMs >= lastsMs) {
      this.#giveUp()
      return
    }
    if (this.hasSent) {
      this.#silences += 1
      this.#pauseMs = Math.max(this.#pauseMs, Math.min(maxHintPauseMs, this.#pauseMs * 2))
      if (urgency !== 'remind' && this.#silences === this.#changesPortAt) this.#changePort()
      this.#searchDns()
    }
    this.#send()
  }

  #send(): void {
    const { ports } = this.#options
    if (this.#isOver) return
    this.#cancelTimer()
    const targets = this.#targets()
    if (targets.length > 0) this.#sendTo(targets)
    // DNS may know an endpoint that there is a way to.
    else this.#searchDns()
    const pauseMs = this.hasSent ? this.#pauseMs : maxHintPauseMs
    this.#cancelTimer = ports.clock.after(pauseMs, () => this.#sendAgain())
  }

  #sendTo(targets: readonly string[]): void {
    const { ports, name, epoch, ownEndpoints, onFirst, onPath } = this.#options
    const isFirst = !this.hasSent
    if (isFirst) onFirst()
    this.#tries += 1
    this.#sentAtMs = ports.clock.nowMs()
    const endpoints = [...ownEndpoints]
    // Who hears it may get the processor before we do: the time is that of before.
    const sent = targets.map((target) => {
      const atUs = ports.nowUs()
      ports.sendControl(name, { type: 'hint', epoch, endpoints }, target)
      return { target, atUs }
    })
    for (const { target, atUs } of sent) this.#note('hint-sent', target, atUs)
    if (isFirst) onPath(this)
  }

  /** Where the partner was, and where DNS says it is; a Hint can be read by nobody else. */
  #targets(): string[] {
    const { ports, name } = this.#options
    const all = new Set([...ports.endpoints.of(name), ...this.#found])
    return [...all].filter((endpoint) => ports.hasPath(endpoint))
  }

  #changePort(): void {
    const { sourcePorts, name } = this.#options
    this.#changesPortAt *= 2
    this.#note('source-port-changed', String(sourcePorts.change(name)))
  }

  #searchDns(afterMs = 0): void {
    const { ports, name, urgency } = this.#options
    if (this.#search !== undefined || this.#isOver || urgency === 'remind') return
    const onAnswer = (endpoints: readonly string[]) => {
      const known = new Set([...ports.endpoints.of(name), ...this.#found])
      if (endpoints.every((endpoint) => known.has(endpoint))) return
      this.#note('dns-answered', endpoints.join(', '))
      this.#found = endpoints
      this.#sendAnew()
    }
    const onAsk = () => this.#note('dns-asked')
    this.#search = new PartnerSearch({ ports, name, onAsk, onAnswer })
    this.#search.start(afterMs)
  }

  #giveUp(): void {
    // The next reminder comes from the other port; not within one, for what the partner itself does to find this host.
    if (this.#options.urgency === 'remind') this.#changePort()
    this.#note('gave-up')
    this.#end({ kind: 'gave-up' })
  }

  #end(outcome: HintOutcome): void {
    this.stop()
    this.#options.onEnd(this, outcome)
  }

  #note(what: HandoverPhase, detail: string | null = null, atUs?: number): void {
    this.#options.record?.note(what, detail, { name: this.#options.name, atUs })
  }
}
