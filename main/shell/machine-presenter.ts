// This machine's helper to tray and notices: reads the desk, and tells each what is new for it. Knows nothing of Electron.
import type { EventEntry } from '../../dataplane/contract/events.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { MachineView } from '../desk/desk.ts'
import type { FactCopy } from '../helper/fact-copy.ts'
import { MoveWatch } from './move-watch.ts'
import { NoticeRules } from './notice-rules.ts'
import type { NoticeOutlet } from './notice-rules.ts'
import { trayModel } from './tray-model.ts'
import type { TrayModel } from './tray-model.ts'

export interface MachinePresenterOptions {
  clock: Clock
  machine: () => MachineView
  /** Whether what this app has started ends with it, as its files do. */
  isMounted: boolean
  showTray: (model: TrayModel) => void
  notices: NoticeOutlet
  isLooking: () => boolean
}

export class MachinePresenter {
  readonly #options: MachinePresenterOptions
  readonly #moves: MoveWatch
  readonly #rules: NoticeRules

  constructor(options: MachinePresenterOptions) {
    this.#options = options
    const { clock, machine, notices, isLooking } = options
    this.#rules = new NoticeRules({
      ...{ ...notices, clock, isLooking },
      isWanted: () => machine().preferences.notifications,
    })
    this.#moves = new MoveWatch({
      clock,
      onChange: (phase, answeredMs) => {
        this.#rules.takeMove(phase, answeredMs)
        this.#showTray()
      },
    })
  }

  /** Nothing is told afterwards. Idempotent. */
  stop(): void {
    this.#moves.stop()
    this.#rules.stop()
  }

  /** Facts or state of the helper are others now. */
  changed(): void {
    const { helper } = this.#options.machine()
    const facts = this.#factsNow
    if (facts === undefined) this.#moves.reset()
    this.#rules.takeHelper(helper, facts?.status?.enabled)
    // Without a helper nobody knows which questions are open.
    if (facts !== undefined) {
      this.#rules.takeQuestions([...facts.of('questions').keys()])
      this.#rules.takeTrust((name) => facts.of('peers').get(name)?.trust.state)
    }
    this.#showTray()
  }

  takeEvent(event: EventEntry): void {
    this.#moves.take(event)
    this.#rules.takeEvent(event)
  }

  /** What was so before is not told as if it were so. */
  get #factsNow(): FactCopy | undefined {
    const { helper, mirror } = this.#options.machine()
    return helper.phase === 'ready' ? mirror.facts : undefined
  }

  #showTray(): void {
    const facts = this.#factsNow
    const { helper, isOurs } = this.#options.machine()
    const model = trayModel({
      helper,
      endsWithApp: isOurs && this.#options.isMounted,
      status: facts?.status,
      partners: [...(facts?.of('partners').values() ?? [])],
      questions: facts?.of('questions').size ?? 0,
      move: this.#moves.phase,
    })
    this.#options.showTray(model)
  }
}
