// One helper as the desk sees it: its mirror, how it stands with it, and its start when a person wants it.
import { isDeepStrictEqual } from 'node:util'
import { messageOf } from '../../dataplane/lib/error-message.ts'
import type { HelperState } from '../bridge/desk-state.ts'
import type { LaunchOutcome } from './launch-outcome.ts'
import { Mirror } from './mirror.ts'
import type { MirrorOptions } from './mirror.ts'
import { supervise, unsupervised } from './supervision.ts'
import type { Supervision, SupervisionNews } from './supervision.ts'

export interface SupervisorOptions extends Omit<MirrorOptions, 'onLink'> {
  /**
   * Starts the helper and resolves with what became of it. Absent for a helper that others start.
   * `firstName`: of this computer, for a configuration where there is none.
   */
  launch?: (firstName: string | undefined) => Promise<LaunchOutcome>
  onState: (state: HelperState) => void
}

export class Supervisor {
  readonly mirror: Mirror
  readonly #options: SupervisorOptions
  #supervision: Supervision = unsupervised
  #firstName: string | undefined
  #cancelWake: (() => void) | undefined
  #isRunning = false

  constructor(options: SupervisorOptions) {
    this.#options = options
    const onLink: MirrorOptions['onLink'] = (link) => this.#take({ is: 'link', link })
    this.mirror = new Mirror({ ...options, onLink })
  }

  get state(): HelperState {
    return this.#supervision.helper
  }

  /** Whether it is a program that was started from here. */
  get isOurs(): boolean {
    return this.#supervision.launched === 'program'
  }

  /** Idempotent. */
  start(): void {
    this.#isRunning = true
    this.mirror.start()
  }

  /** A helper that was started stays: it is the machine's, not the window's. Idempotent. */
  stop(): void {
    this.#isRunning = false
    this.#wakeAfter(null)
    this.mirror.stop()
  }

  /** The person wants the helper to run. */
  launch(firstName?: string): void {
    this.#firstName = firstName
    this.#take({ is: 'start' })
  }

  #take(news: SupervisionNews): void {
    if (!this.#isRunning) return
    const { clock, launch, onState } = this.#options
    const before = this.#supervision
    const moment = { nowMs: clock.nowMs(), wallMs: clock.wallMs() }
    const { next, launch: isToLaunch, wakeAfterMs } = supervise(before, news, moment)
    this.#supervision = next
    if (wakeAfterMs !== undefined) this.#wakeAfter(wakeAfterMs)
    if (!isDeepStrictEqual(next.helper, before.helper)) {
      if (isGone(next.helper)) this.mirror.forget()
      onState(next.helper)
    }
    if (isToLaunch === true && launch !== undefined) {
      void launch(this.#firstName)
        .catch(notRun)
        .then((outcome) => this.#take({ is: 'launch-ended', outcome }))
    }
  }

  #wakeAfter(delayMs: number | null): void {
    this.#cancelWake?.()
    this.#cancelWake =
      delayMs === null
        ? undefined
        : this.#options.clock.after(delayMs, () => this.#take({ is: 'due' }))
  }
}

/** Nobody waits for it any more. */
function isGone({ phase }: HelperState): boolean {
  return phase === 'absent' || phase === 'failed'
}

/** Such as a machine that can start no more processes. */
function notRun(error: unknown): LaunchOutcome {
  return { is: 'ended', status: null, detail: messageOf(error) }
}
