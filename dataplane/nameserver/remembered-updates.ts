// Updates that were answered already. A client whose answer was lost sends the same bytes again and is
// told the same; somebody who recorded an update cannot put its old address back by sending it again.
import type { TsigFields } from '../wire/tsig.ts'
import { maxRememberedUpdates } from './limits.ts'

/** Forgets on restart: a recorded update then counts until its time is past. */
export class RememberedUpdates {
  readonly #rcodes = new Map<string, { rcode: number; untilSeconds: number }>()

  /** The rcode of an update with the same signature, if it was answered. */
  rcodeOf(tsig: TsigFields): number | undefined {
    return this.#rcodes.get(keyOf(tsig))?.rcode
  }

  remember(tsig: TsigFields, rcode: number, nowSeconds: number): void {
    for (const [key, { untilSeconds }] of this.#rcodes) {
      if (untilSeconds >= nowSeconds && this.#rcodes.size < maxRememberedUpdates) break
      this.#rcodes.delete(key)
    }
    // After this its time is refused anyhow.
    const untilSeconds = tsig.timeSeconds + tsig.fudgeSeconds
    this.#rcodes.set(keyOf(tsig), { rcode, untilSeconds })
  }
}

function keyOf({ mac }: TsigFields): string {
  return Buffer.from(mac).toString('latin1')
}
