// Changes of facts and receipts on their way to windows: those of a short time together, and of one entry the last alone,
// so that thousands of peers cannot flood a window.
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import { keyOf } from '../../dataplane/contract/entry-keys.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { batchMs } from './limits.ts'

export class ChangeBatch {
  readonly #clock: Clock
  readonly #onChanges: (changes: DeskChange[]) => void
  #whole: Change[] | undefined
  /** By collection and key. */
  readonly #facts = new Map<string, Change>()
  readonly #others: DeskChange[] = []
  #cancelFlush: (() => void) | undefined

  constructor(clock: Clock, onChanges: (changes: DeskChange[]) => void) {
    this.#clock = clock
    this.#onChanges = onChanges
  }

  /** All that there are; what was before is void. */
  replaceFacts(facts: Change[]): void {
    this.#whole = facts
    this.#facts.clear()
    this.#flushSoon()
  }

  addFact(change: Change): void {
    const key = `${change.collection} ${change.collection === 'status' ? '' : keyOf(change)}`
    this.#facts.set(key, change)
    this.#flushSoon()
  }

  /** Keeps its order among those that are no facts. */
  add(change: DeskChange): void {
    this.#others.push(change)
    this.#flushSoon()
  }

  /** Tells now what waits. */
  flush(): void {
    const changes: DeskChange[] = []
    if (this.#whole !== undefined) changes.push({ part: 'facts', value: this.#whole })
    if (this.#facts.size > 0) {
      changes.push({ part: 'facts-changed', value: [...this.#facts.values()] })
    }
    changes.push(...this.#others)
    this.drop()
    if (changes.length > 0) this.#onChanges(changes)
  }

  drop(): void {
    this.#cancelFlush?.()
    this.#cancelFlush = undefined
    this.#whole = undefined
    this.#facts.clear()
    this.#others.length = 0
  }

  #flushSoon(): void {
    this.#cancelFlush ??= this.#clock.after(batchMs, () => this.flush())
  }
}
