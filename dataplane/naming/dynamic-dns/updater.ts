// Keeps DNS telling where this host is (PROTOCOL section 7, paper 3.2): publishes each new state at once, sees to it
// that the zone's own servers show it, tries again after failures, and looks now and then whether it is still so.
import { isDeepStrictEqual } from 'node:util'
import type { Clock } from '../../lib/clock.ts'
import { firstRetryMs, jitter, maxRetryMs, networkRetryMs, refreshMs } from './limits.ts'
import { emptied } from './own-records.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import { isOfNetwork, problemText, retryOf } from './problems.ts'
import type { DynamicDnsProblem, ProblemText } from './problems.ts'
import type { DynamicDnsProvider, PublishOutcome } from './provider.ts'
import { untilShown, visibilityOf } from './visibility.ts'

export interface DynamicDnsStatus {
  provider: string
  /** `off`: withdrawn, or nothing was to be published yet. */
  state: 'off' | 'current' | 'updating' | 'failed'
  /** When the provider last took an update, milliseconds since 1970. */
  lastUpdate: number | null
  /** Of the last failure, until an update is taken again; or what the provider cannot publish. */
  problem: ProblemText | null
}

export type UpdatePhase = {
  phase: 'sent' | 'acknowledged' | 'visible' | 'failed'
  /** The provider; of a failure, what happened. */
  detail: string
  /** When it happened, CLOCK_MONOTONIC in µs, where that is known better than by now. */
  atUs?: number | undefined
}

export interface DynamicDnsOptions {
  clock: Clock
  provider: DynamicDnsProvider
  /** From 0 to 1. */
  random: () => number
  /** Called the moment it happens. */
  onPhase: (phase: UpdatePhase) => void
  onStatus: () => void
}

type Life =
  /** Nothing to publish: not yet, no more, or no address is left. */
  | { kind: 'idle' }
  | { kind: 'publishing' | 'verifying'; attempt: AbortController }
  | { kind: 'current'; cancel: () => void }
  /** `cancel` ends the wait for another try, where there will be one. */
  | { kind: 'failed'; sinceMs: number; cancel: () => void }

export class DynamicDns {
  readonly #options: DynamicDnsOptions
  #life: Life = { kind: 'idle' }
  #wanted: OwnRecords | undefined
  /** Who waits for the end of an update. */
  readonly #settling = new Set<() => void>()
  #isStarted = false
  /** A person wanted the records gone. */
  #isWithdrawn = false
  #failures = 0
  #problem: DynamicDnsProblem | undefined
  /** What the provider could not publish of what it took. */
  #lack: DynamicDnsProblem | undefined
  /** The provider wants no request before, in the clock's `nowMs`; infinite: before something is changed. */
  #notBeforeMs = 0
  #lastUpdateMs: number | null = null
  /** What the zone's servers were seen to show; undefined where that is not sure. */
  #shown: readonly RecordSet[] | undefined

  constructor(options: DynamicDnsOptions) {
    this.#options = options
  }

  start(): void {
    this.#isStarted = true
    this.#begin()
  }

  /** DNS keeps what it says. Idempotent. */
  stop(): void {
    this.#isStarted = false
    this.#become({ kind: 'idle' })
    this.#options.provider.stop()
  }

  /** The newest state wins: an update to an older one is ended, whatever it waits for. */
  update(wanted: OwnRecords): void {
    const isSame = isDeepStrictEqual(wanted, this.#wanted)
    this.#wanted = wanted
    if (isSame && this.#life.kind !== 'failed') return
    this.#failures = 0
    this.#begin()
  }

  /** Publishes once more, whatever DNS says, and whatever a provider or a person said before. */
  force(): void {
    this.#isWithdrawn = false
    this.#notBeforeMs = 0
    this.#failures = 0
    this.#shown = undefined
    this.#begin()
  }

  /** Removes the records and publishes no more, until `force`. */
  async withdraw(): Promise<PublishOutcome> {
    const { provider } = this.#options
    this.#isWithdrawn = true
    const wanted = this.#wanted
    if (wanted === undefined) return { kind: 'acknowledged' }
    const attempt = new AbortController()
    this.#become({ kind: 'publishing', attempt })
    const { signal } = attempt
    const outcome = await provider.withdraw(wanted, { signal, onSent: () => {} })
    if (signal.aborted) return { kind: 'superseded' }
    this.#shown = undefined
    if (outcome.kind === 'failed') this.#problem = outcome.problem
    if (outcome.kind === 'acknowledged') this.#noteTaken()
    this.#become({ kind: 'idle' })
    return outcome
  }

  /** Resolves when no update is on its way, so much time has passed, or the signal is aborted. */
  async settled(withinMs: number, signal: AbortSignal): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const late = this.#options.clock.after(withinMs, resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
    this.#settling.add(resolve)
    this.#noteSettled()
    await promise
    late()
    this.#settling.delete(resolve)
  }

  /** Links, addresses or routes have changed: what failed for want of a network is tried again. */
  networkChanged(): void {
    this.#options.provider.networkChanged()
    const life = this.#life
    if (life.kind !== 'failed' || this.#problem === undefined) return
    const isEarly = this.#options.clock.nowMs() - life.sinceMs < networkRetryMs
    if (isOfNetwork(this.#problem) && !isEarly) this.#begin()
  }

  get status(): DynamicDnsStatus {
    const problem = this.#problem ?? this.#lack
    return {
      provider: this.#options.provider.name,
      state: this.#state(),
      lastUpdate: this.#lastUpdateMs,
      problem: problem === undefined ? null : problemText(problem),
    }
  }

  /** What DNS should say, as far as this provider can. */
  get records(): RecordSet[] {
    if (this.#wanted === undefined) return []
    const sets = this.#options.provider.setsOf(this.#wanted)
    return this.#isWithdrawn ? emptied(sets) : sets
  }

  #state(): DynamicDnsStatus['state'] {
    switch (this.#life.kind) {
      case 'idle':
        return this.#isWithdrawn || this.#wanted === undefined ? 'off' : 'updating'
      case 'publishing':
      case 'verifying':
        return this.#problem === undefined ? 'updating' : 'failed'
      case 'current':
      case 'failed':
        return this.#life.kind
    }
  }

  #begin(): void {
    const wanted = this.#wanted
    const isWanted = this.#isStarted && !this.#isWithdrawn && wanted !== undefined
    if (!isWanted || wanted.addresses.length === 0) this.#become({ kind: 'idle' })
    else if (this.#options.clock.nowMs() < this.#notBeforeMs) this.#waitForProvider()
    else this.#publish(wanted)
  }

  #publish(wanted: OwnRecords): void {
    const { provider, onPhase, onStatus } = this.#options
    const attempt = new AbortController()
    const { signal } = attempt
    this.#end()
    this.#life = { kind: 'publishing', attempt }
    const onSent = () => onPhase({ phase: 'sent', detail: provider.name })
    const published = provider.publish(wanted, { signal, onSent })
    // The message leaves before anybody is told of it.
    onStatus()
    void published.then((outcome) => {
      if (!signal.aborted) this.#published(wanted, outcome, attempt)
    })
  }

  #published(wanted: OwnRecords, outcome: PublishOutcome, attempt: AbortController): void {
    const { provider, onPhase } = this.#options
    switch (outcome.kind) {
      case 'acknowledged':
        onPhase({ phase: 'acknowledged', detail: provider.name, atUs: outcome.atUs })
        this.#noteTaken(outcome.lack)
        this.#become({ kind: 'verifying', attempt })
        void this.#verify(wanted, attempt)
        return
      case 'failed':
        this.#fail(outcome.problem)
        return
      case 'superseded':
        return
      default:
        outcome satisfies never
    }
  }

  #noteTaken(lack?: DynamicDnsProblem): void {
    this.#lastUpdateMs = this.#options.clock.wallMs()
    this.#lack = lack
    this.#problem = undefined
  }

  /** Only what has changed is asked for at once: time is short after a move. */
  async #verify(wanted: OwnRecords, { signal }: AbortController): Promise<void> {
    const { provider, clock, onPhase } = this.#options
    const sets = provider.setsOf(wanted)
    const changed = sets.filter((set) => !this.#isShown(set))
    const { visibleWithinMs } = provider
    const found = await untilShown(changed, provider.askZone, clock, visibleWithinMs, signal)
    if (signal.aborted) return
    if (found === 'shown') {
      this.#shown = sets
      this.#failures = 0
      onPhase({ phase: 'visible', detail: provider.name })
      this.#rest()
      return
    }
    this.#shown = undefined
    const name = wanted.name.replace(/\.$/, '')
    this.#fail({ code: 'not-visible', name, isAnswered: found === 'different' })
  }

  #isShown(set: RecordSet): boolean {
    return this.#shown?.some((shown) => isDeepStrictEqual(shown, set)) ?? false
  }

  #fail(problem: DynamicDnsProblem): void {
    const { clock, onPhase } = this.#options
    this.#problem = problem
    this.#shown = undefined
    const retry = retryOf(problem)
    const nowMs = clock.nowMs()
    if (retry.kind === 'never') this.#notBeforeMs = Infinity
    if (retry.kind === 'after') this.#notBeforeMs = nowMs + retry.delayMs
    const backoffMs = this.#shaken(Math.min(firstRetryMs * 2 ** this.#failures++, maxRetryMs))
    if (retry.kind === 'backoff') this.#failFor(backoffMs)
    else this.#waitForProvider()
    onPhase({ phase: 'failed', detail: problemText(problem).text })
  }

  #waitForProvider(): void {
    this.#failFor(this.#notBeforeMs - this.#options.clock.nowMs())
  }

  #failFor(delayMs: number): void {
    const { clock } = this.#options
    const cancel = delayMs === Infinity ? () => {} : clock.after(delayMs, () => this.#begin())
    this.#become({ kind: 'failed', sinceMs: clock.nowMs(), cancel })
  }

  /** DNS says what it should. Somebody else may change it. */
  #rest(): void {
    const { clock } = this.#options
    const cancel = clock.after(this.#shaken(refreshMs), () => void this.#refresh())
    this.#become({ kind: 'current', cancel })
  }

  async #refresh(): Promise<void> {
    const life = this.#life
    const sets = this.records
    const found = await visibilityOf(sets, this.#options.provider.askZone)
    if (this.#life !== life) return
    if (found === 'different') {
      this.#shown = undefined
      this.#begin()
    } else this.#rest()
  }

  #shaken(durationMs: number): number {
    return durationMs * (1 + jitter * (2 * this.#options.random() - 1))
  }

  #become(life: Life): void {
    if (!('attempt' in life && 'attempt' in this.#life && life.attempt === this.#life.attempt)) {
      this.#end()
    }
    this.#life = life
    this.#noteSettled()
    this.#options.onStatus()
  }

  #noteSettled(): void {
    if ('attempt' in this.#life) return
    for (const resolve of this.#settling) resolve()
  }

  /** Whatever is running or waiting. */
  #end(): void {
    const life = this.#life
    switch (life.kind) {
      case 'idle':
        return
      case 'publishing':
      case 'verifying':
        life.attempt.abort()
        return
      case 'current':
      case 'failed':
        life.cancel()
        return
      default:
        life satisfies never
    }
  }
}
