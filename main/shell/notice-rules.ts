// Which news a person is told of while they do not look: open questions about keys, a key that has changed, a helper that
// is gone, and a move that does not work out. Never a move that worked, and never a way to accept a key. One notice a kind.
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Peer } from '../../dataplane/contract/model.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { HelperState, PageName } from '../bridge/desk-state.ts'
import type { MovePhase } from './move-watch.ts'
import { shellText } from './text.ts'

/** `turned`: what the tray was asked for was not done. */
export type NoticeKind = 'key' | 'key-changed' | 'helper-lost' | 'move' | 'turned'

export type Notice = {
  kind: NoticeKind
  title: string
  body: string
  /** `critical` stays on the screen, whatever the desktop's rules. */
  urgency: 'normal' | 'critical'
  /** Until it is answered or void; else as long as the desktop shows notices. */
  stays: boolean
  /** Where a click leads. */
  page: PageName
}

export interface NoticeOutlet {
  /** In the place of one of the same kind. */
  show: (notice: Notice) => void
  close: (kind: NoticeKind) => void
}

export interface NoticeRulesOptions extends NoticeOutlet {
  clock: Clock
  /** Whether a window has the focus: whoever looks sees it there. */
  isLooking: () => boolean
  /** Whether the person wants notices at all. */
  isWanted: () => boolean
}

/** A helper that is updated is back in a second. */
export const lostNoticeAfterMs = 3000
export const recoveredShownMs = 4000

export class NoticeRules {
  readonly #options: NoticeRulesOptions
  /** Of open questions that were seen already. */
  #asked = new Set<string>()
  /** What hosts offered instead of their keys, and whether the facts say so yet; by name. */
  readonly #changed = new Map<string, { offered: string; isFact: boolean }>()
  #changedTold: string | undefined
  #helper: HelperState = { phase: 'absent' }
  #wasOn = false
  #isLost = false
  #isStuckTold = false
  #cancelLost: (() => void) | undefined
  #cancelRecovered: (() => void) | undefined

  constructor(options: NoticeRulesOptions) {
    this.#options = options
  }

  /** Nothing is told afterwards. Idempotent. */
  stop(): void {
    this.#cancelLost?.()
    this.#cancelRecovered?.()
  }

  takeEvent(event: EventEntry): void {
    if (event.kind !== 'key-changed') return
    // It is refused again at each of its attempts.
    if (this.#changed.get(event.name)?.offered === event.offered) return
    this.#changed.set(event.name, { offered: event.offered, isFact: false })
    this.#changedTold = event.name
    const words = shellText.notice.keyChanged(event.name, event.endpoint)
    this.#show({
      ...{ kind: 'key-changed', ...words, urgency: 'critical', stays: true, page: 'trust' },
    })
  }

  /** @param trustOf of a peer; undefined for a name that nothing is known of, or nothing any more */
  takeTrust(trustOf: (name: string) => Peer['trust']['state'] | undefined): void {
    for (const [name, change] of this.#changed) {
      const state = trustOf(name)
      if (state === 'changed') change.isFact = true
      // News comes before its fact.
      if (state === 'changed' || !change.isFact) continue
      this.#changed.delete(name)
      if (name === this.#changedTold) this.#options.close('key-changed')
    }
  }

  /** Names with an open question. */
  takeQuestions(names: readonly string[]): void {
    const isNew = names.some((name) => !this.#asked.has(name))
    this.#asked = new Set(names)
    const [first] = names
    if (first === undefined) {
      this.#options.close('key')
      return
    }
    if (!isNew) return
    const { key, keys } = shellText.notice
    const words = names.length === 1 ? key(first) : keys(names.length)
    this.#show({ kind: 'key', ...words, urgency: 'normal', stays: true, page: 'trust' })
  }

  /** @param isOn whether mobility is on; undefined while nobody tells */
  takeHelper(helper: HelperState, isOn: boolean | undefined): void {
    this.#helper = helper
    if (isOn !== undefined) this.#wasOn = isOn
    if (helper.phase === 'ready') {
      this.#cancelLost?.()
      this.#cancelLost = undefined
      this.#isLost = false
      this.#options.close('helper-lost')
      return
    }
    if (!this.#wasOn || this.#isLost || helper.phase === 'starting') return
    this.#isLost = true
    this.#cancelLost = this.#options.clock.after(lostNoticeAfterMs, () => {
      const words = shellText.notice.helperLost(this.#helper)
      this.#show({
        ...{ kind: 'helper-lost', ...words, urgency: 'critical', stays: true, page: 'status' },
      })
    })
  }

  /** @param answeredMs as `MoveWatch` tells it */
  takeMove(phase: MovePhase, answeredMs: number | null): void {
    switch (phase) {
      case 'stuck':
        this.#isStuckTold = this.#show({
          ...{ kind: 'move', ...shellText.notice.moveStuck },
          ...{ urgency: 'normal', stays: true, page: 'handovers' },
        })
        return
      case 'none':
        if (this.#isStuckTold) this.#tellRecovered(answeredMs)
        this.#isStuckTold = false
        return
      case 'moving':
        return
      default:
        phase satisfies never
    }
  }

  #tellRecovered(answeredMs: number | null): void {
    if (answeredMs === null) {
      this.#options.close('move')
      return
    }
    const words = shellText.notice.moveRecovered(answeredMs)
    this.#show({ kind: 'move', ...words, urgency: 'normal', stays: false, page: 'handovers' })
    this.#cancelRecovered?.()
    const close = () => this.#options.close('move')
    this.#cancelRecovered = this.#options.clock.after(recoveredShownMs, close)
  }

  /** @returns whether it was shown */
  #show(notice: Notice): boolean {
    const { isLooking, isWanted, show } = this.#options
    if (!isWanted() || isLooking()) return false
    if (notice.kind === 'move') this.#cancelRecovered?.()
    show(notice)
    return true
  }
}
