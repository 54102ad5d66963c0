// This computer's newest move, as tray and notices have it: under way, stuck, or over.
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'

/** `stuck`: no partner has answered for a while. */
export type MovePhase = 'none' | 'moving' | 'stuck'

/** A move takes milliseconds; a shape that is gone at once is not seen. */
export const leastShownMs = 600
/** What a person begins to notice. */
export const stuckAfterMs = 3000

export interface MoveWatchOptions {
  clock: Clock
  /** `answeredMs`: how long after the move's beginning a partner answered; null where none has. */
  onChange: (phase: MovePhase, answeredMs: number | null) => void
}

export class MoveWatch {
  readonly #options: MoveWatchOptions
  #phase: MovePhase = 'none'
  /** The newest receipt of our own, and when it began. */
  #move: { id: number; beganAtMs: number } | undefined
  #cancel: (() => void) | undefined

  constructor(options: MoveWatchOptions) {
    this.#options = options
  }

  get phase(): MovePhase {
    return this.#phase
  }

  take(event: EventEntry): void {
    if (event.kind === 'handover-began' && event.cause !== 'peer-moved') {
      this.#move = { id: event.handover, beganAtMs: this.#options.clock.nowMs() }
      this.#turn('moving')
      this.#after(stuckAfterMs, () => this.#turn('stuck'))
    }
    if (!('handover' in event) || event.handover !== this.#move?.id) return
    if (isAnswer(event)) this.#over(this.#options.clock.nowMs() - this.#move.beganAtMs)
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

  #over(answeredMs: number | null): void {
    const { clock } = this.#options
    const shownMs = clock.nowMs() - (this.#move?.beganAtMs ?? 0)
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

/** A partner was heard on the new path. */
function isAnswer(event: EventEntry): boolean {
  if (event.kind !== 'handover-phase') return false
  return event.what === 'first-packet-in' || event.what === 'hint-acknowledged'
}
