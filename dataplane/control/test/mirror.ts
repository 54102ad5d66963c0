// What a careful client knows after the frames it was sent: for tests that it is what the helper
// knows.
import { keyOf } from '../../contract/entry-keys.ts'
import type { HelperFrame } from '../../contract/control-protocol.ts'

export class Mirror {
  /** `collection name` to the entry. */
  readonly entries = new Map<string, unknown>()
  isComplete = false
  resyncs = 0
  #sequence: number | undefined

  /** @throws Error where numbers have a gap */
  apply(frame: HelperFrame): void {
    if (frame.kind === 'resync') {
      this.resyncs += 1
      this.isComplete = false
    } else if (frame.kind === 'snapshot') {
      if (frame.isFirst) this.entries.clear()
      this.#sequence = frame.sequence
      for (const change of frame.changes) this.#put(change)
      this.isComplete = frame.isLast
    } else if (frame.kind === 'delta') {
      const expected = (this.#sequence ?? Number.NaN) + 1
      if (!this.isComplete || frame.sequence !== expected) {
        throw new Error(`delta ${frame.sequence} came where ${expected} was expected`)
      }
      this.#sequence = frame.sequence
      this.#put(frame.change)
    }
  }

  #put(change: Extract<HelperFrame, { kind: 'delta' }>['change']): void {
    const key = `${change.collection} ${change.collection === 'status' ? '' : keyOf(change)}`
    if (change.value === null) this.entries.delete(key)
    else this.entries.set(key, change.value)
  }
}
