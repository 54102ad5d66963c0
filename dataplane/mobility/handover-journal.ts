// The newest receipts of moves (PROTOCOL section 7; contract/handovers.ts): whoever hands over begins one, writes to it
// while it goes on, and the journal tells what is new. Several may run at once. Pure: times are given.
import type { EventNews } from '../contract/events.ts'
import type { Handover, LastMove } from '../contract/handovers.ts'
import { HandoverRecord } from './handover-record.ts'
import type { HandoverBeginning } from './handover-record.ts'
import { keptReceiptSizes, keptReceipts } from './limits.ts'

/** Moves between two looks at how much is kept. */
const forgetEvery = 64

export interface HandoverJournalOptions {
  /** CLOCK_MONOTONIC in µs, the clock of native events (`monotonicUs`). */
  nowUs: () => number
  /** Milliseconds since 1970, with fractions (`preciseWallMs`). */
  wallMs: () => number
  /** `handover-began`, `-phase` and `-ended`, as they are written. */
  onNews: (news: EventNews) => void
}

export class HandoverJournal {
  readonly #options: HandoverJournalOptions
  /** Oldest first. */
  readonly #records: HandoverRecord[] = []
  #nextId = 1

  constructor(options: HandoverJournalOptions) {
    this.#options = options
  }

  /** Begins a receipt; those that run go on. */
  begin(beginning: HandoverBeginning): HandoverRecord {
    const { nowUs, wallMs, onNews } = this.#options
    const now = nowUs()
    const atUs = beginning.atUs ?? now
    // In steps of a microsecond, as all other times.
    const startedAtMs = Math.round(wallMs() * 1000 - (now - atUs)) / 1000
    const id = this.#nextId
    this.#nextId += 1
    const record = new HandoverRecord({ ...beginning, id, atUs, startedAtMs, nowUs, onNews })
    this.#records.push(record)
    // Adding all up takes longer than a move has time for.
    if (id % forgetEvery === 0) this.#forgetOldest()
    return record
  }

  /** Receipts with a greater id than `sinceId`, or all that are kept; newest last. */
  receipts(sinceId = 0): Handover[] {
    this.#forgetOldest()
    return this.#records.filter(({ id }) => id > sinceId).map((record) => record.receipt())
  }

  /** The newest, which may run still; undefined before the first move. */
  get latest(): Handover | undefined {
    return this.#records.at(-1)?.receipt()
  }

  /** The newest of this host's own; undefined before the first. */
  get lastMove(): LastMove | undefined {
    return this.#records.findLast(({ cause }) => cause !== 'peer-moved')?.summary()
  }

  /** The newest stays, whatever it costs. */
  #forgetOldest(): void {
    let sizes = this.#records.reduce((sum, { size }) => sum + size, 0)
    let forgotten = 0
    while (
      this.#records.length - forgotten > 1 &&
      (sizes > keptReceiptSizes || this.#records.length - forgotten > keptReceipts)
    ) {
      sizes -= this.#records[forgotten]?.size ?? 0
      forgotten += 1
    }
    this.#records.splice(0, forgotten)
  }
}
