// This computer's newest move, as tray and notices have it: under way, stuck, or over.
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'

/** `stuck`: for a while this computer has had an address, and no partner has answered. */
export type MovePhase = 'none' | 'moving' | 'stuck'

/** A move takes milliseconds; a shape that is gone at once is not seen. */
export const leastShownMs = 600
/** What a person begins to notice. */
export const stuckAfterMs = 3000

export interface MoveWatchOptions {
  clock: Clock
  /** `answeredMs`: how long after this computer had an address a partner answered; null where none has. */
  onChange: (phase: MovePhase, answeredMs: number | null) => void
}

export class MoveWatch {
  readonly #options: MoveWatchOptions
  #phase: MovePhase = 'none'
  /** The newest receipt of our own, and since when there is an address. */
  #move: { id: number; arrivedAtMs: number } | undefined
  #cancel: (() => void) | undefined

  constructor(options: MoveWatchOptions) {
    this.#options = options
  }

  get phase(): MovePhase {
    return this.#phase
  }

  take(event: EventEntry): void {
    if (event.kind === 'handover-began' && event.cause !== 'peer-moved') {
      this.#arrive(event.handover)
      if (event.to === null) this.#leave()
    }
    if (!('handover' in event) || event.handover !== this.#move?.id) return
    if (isOwn(event, 'link-lost')) this.#leave()
    if (isOwn(event, 'address-up')) this.#arrive(event.handover)
    if (isAnswer(event)) this.#over(this.#options.clock.nowMs() - this.#move.arrivedAtMs)
    // Nobody was there to answer, or whoever was is given up.
    if (event.kind === 'handover-ended') this.#over(null)
  }

  /** What was under way nobody tells of any more. Idempotent. */
  reset(): void {
    this.stop()
    this.#turn('none')
  }

  /** Nothing is told afterwards. Idempotent. */
  stop(): void {
    this.#move = undefined
    this.#cancel?.()
    this.#cancel = undefined
  }

  #arrive(id: number): void {
    this.#move = { id, arrivedAtMs: this.#options.clock.nowMs() }
    this.#turn('moving')
    this.#after(stuckAfterMs, () => this.#turn('stuck'))
  }

  /** Without a network nobody can answer, and that is no fault of the move. */
  #leave(): void {
    this.#cancel?.()
    this.#turn('moving')
  }

  #over(answeredMs: number | null): void {
    const { clock } = this.#options
    const shownMs = clock.nowMs() - (this.#move?.arrivedAtMs ?? 0)
    this.#move = undefined
    const rest = leastShownMs - shownMs
    this.#after(Math.max(0, rest), () => this.#turn('none', answeredMs))
  }

  #turn(phase: MovePhase, answeredMs: number | null = null): void {
    if (phase === this.#phase) return
    this.#phase = phase
    this.#options.onChange(phase, answeredMs)
  }

  /** Instead of what was to come. */
  #after(delayMs: number, action: () => void): void {
    this.#cancel?.()
    this.#cancel = this.#options.clock.after(delayMs, action)
  }
}

/** Of this host, whoever the partner. */
function isOwn(event: EventEntry, what: 'link-lost' | 'address-up'): boolean {
  return event.kind === 'handover-phase' && event.name === null && event.what === what
}

/** A partner was heard on the new path. */
function isAnswer(event: EventEntry): boolean {
  if (event.kind !== 'handover-phase') return false
  return event.what === 'first-packet-in' || event.what === 'hint-acknowledged'
}
