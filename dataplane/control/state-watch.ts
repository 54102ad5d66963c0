// One watcher of facts: first a snapshot in pieces, then each change; who falls behind what is kept
// starts anew.
import type { CollectionName } from '../contract/model.ts'
import type { BoundedLog } from './bounded-log.ts'
import type { LineSource } from './line-source.ts'
import { snapshotFrameChars } from './limits.ts'

/** `json`: of a `Change`. */
export type StoredChange = { collection: CollectionName; json: string }

export type StateWatchOptions = {
  collections: ReadonlySet<CollectionName>
  deltas: BoundedLog<StoredChange>
  /** JSON of a `Change` for each entry that there is now. */
  snapshot: () => readonly string[]
  close: () => void
}

export class StateWatch implements LineSource {
  readonly #options: StateWatchOptions
  /** Counts the frames of this watch. */
  #sequence = 0
  /** The number in `deltas` of the next change to tell. */
  #next = 0
  #pending: { entries: readonly string[]; sent: number } | undefined

  constructor(options: StateWatchOptions) {
    this.#options = options
    this.#begin()
  }

  nextLine(): string | undefined {
    const { collections, deltas } = this.#options
    if (this.#next < deltas.oldest) {
      this.#begin()
      return '{"kind":"resync"}'
    }
    if (this.#pending !== undefined) return this.#snapshotLine(this.#pending)
    for (; this.#next < deltas.next; this.#next += 1) {
      const change = deltas.get(this.#next)
      if (change === undefined || !collections.has(change.collection)) continue
      this.#next += 1
      this.#sequence += 1
      return `{"kind":"delta","sequence":${this.#sequence},"change":${change.json}}`
    }
    return undefined
  }

  close(): void {
    this.#pending = undefined
    this.#options.close()
  }

  /** The entries are those of this moment, so that every later change is told after them. */
  #begin(): void {
    this.#next = this.#options.deltas.next
    this.#pending = { entries: this.#options.snapshot(), sent: 0 }
  }

  #snapshotLine(pending: { entries: readonly string[]; sent: number }): string {
    const isFirst = pending.sent === 0
    if (isFirst) this.#sequence += 1
    const piece: string[] = []
    for (let chars = 0; pending.sent < pending.entries.length; pending.sent += 1) {
      const entry = pending.entries[pending.sent] ?? ''
      if (chars > 0 && chars + entry.length > snapshotFrameChars) break
      chars += entry.length
      piece.push(entry)
    }
    const isLast = pending.sent === pending.entries.length
    if (isLast) this.#pending = undefined
    const about = `"sequence":${this.#sequence},"isFirst":${isFirst},"isLast":${isLast}`
    return `{"kind":"snapshot",${about},"changes":[${piece.join(',')}]}`
  }
}
