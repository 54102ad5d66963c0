// The newest receipts of a helper. Events say that one has changed, and it is asked for then: one question at a time, and
// those that come meanwhile in one more.
import { isDeepStrictEqual } from 'node:util'
import type { CallOutput } from '../../dataplane/contract/calls.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { passed } from '../../dataplane/lib/clock.ts'
import type { Clock } from '../../dataplane/lib/clock.ts'
import { maxReceipts } from '../bridge/desk-state.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { receiptsEveryMs } from './limits.ts'

export interface ReceiptCopyOptions {
  clock: Clock
  /** Those with a greater id. @throws where the helper does not answer */
  ask: (since: number) => Promise<CallOutput<'handovers'>>
  onChange: (change: DeskChange) => void
}

export class ReceiptCopy {
  readonly #options: ReceiptCopyOptions
  /** By id, oldest first. */
  #known = new Map<number, Handover>()
  /** From this id on others may be known to the helper. */
  #staleFrom = Infinity
  #isAsking = false
  /** What is known was told over a connection that has ended, and is void with the next one's first answer. */
  #isOfBefore = false
  /** Counts connections, so that an answer of an earlier one is not taken. */
  #era = 0

  constructor(options: ReceiptCopyOptions) {
    this.#options = options
  }

  /** Oldest first. */
  get all(): Handover[] {
    return [...this.#known.values()]
  }

  /** The receipt with this id, and perhaps later ones, are others now. */
  changed(id: number): void {
    this.#staleFrom = Math.min(this.#staleFrom, id)
    if (!this.#isAsking) void this.#ask(this.#era)
  }

  /** What was asked over the connection that has ended is answered no more; the next one is asked for all. */
  disconnected(): void {
    this.#isOfBefore = true
    this.#staleFrom = Infinity
    this.#era += 1
    this.#isAsking = false
  }

  /** @returns whether there were any */
  clear(): boolean {
    const hadAny = this.#known.size > 0
    this.#known = new Map()
    return hadAny
  }

  /** Never rejects: whoever follows the connection hears of its end. */
  async #ask(era: number): Promise<void> {
    this.#isAsking = true
    const { clock, ask } = this.#options
    while (era === this.#era && this.#staleFrom !== Infinity) {
      const since = this.#staleFrom - 1
      this.#staleFrom = Infinity
      const nextAtMs = clock.nowMs() + receiptsEveryMs
      try {
        const { handovers, more } = await ask(since)
        if (era !== this.#era) return
        const last = handovers.at(-1)
        if (more && last !== undefined) this.#staleFrom = Math.min(this.#staleFrom, last.id + 1)
        this.#take(handovers)
      } catch {
        // The next event asks again, for these too; a new connection asks for all.
        if (era === this.#era) this.#staleFrom = Math.min(this.#staleFrom, since + 1)
        break
      }
      if (this.#staleFrom !== Infinity) await passed(clock, nextAtMs - clock.nowMs())
    }
    if (era === this.#era) this.#isAsking = false
  }

  #take(handovers: readonly Handover[]): void {
    const before = this.#isOfBefore ? new Map<number, Handover>() : this.#known
    const news = handovers.filter((each) => !isDeepStrictEqual(before.get(each.id), each))
    if (news.length === 0 && !this.#isOfBefore) return
    this.#isOfBefore = false
    const all = new Map([...before, ...news.map((each) => [each.id, each] as const)])
    const newest = [...all.values()].sort((one, other) => one.id - other.id).slice(-maxReceipts)
    this.#known = new Map(newest.map((each) => [each.id, each]))
    if (before.size === 0) {
      this.#options.onChange({ part: 'handovers', value: newest })
      return
    }
    for (const value of news) {
      if (this.#known.has(value.id)) this.#options.onChange({ part: 'handover', value })
    }
  }
}
