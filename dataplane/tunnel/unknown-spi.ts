// The answer to an ESP packet whose SPI names no SA here (PROTOCOL section 6): a NACK, by which a host that has kept
// its keys learns that we have lost them.
import type { Clock } from '../lib/clock.ts'
import { encodeControlMessage } from '../wire/control-message.ts'

/** One a second for each source (PROTOCOL section 10). */
const pauseMs = 1000
/** Sources remembered at once. A flood from more is answered no further: whoever is real sends again. */
const maxSources = 1024

export class UnknownSpiAnswers {
  readonly #clock: Clock
  readonly #sendClear: (endpoint: string, message: Uint8Array) => void
  readonly #answered = new Set<string>()

  constructor(clock: Clock, sendClear: (endpoint: string, message: Uint8Array) => void) {
    this.#clock = clock
    this.#sendClear = sendClear
  }

  answer(source: string, spi: number, sequence: number): void {
    if (this.#answered.has(source) || this.#answered.size >= maxSources) return
    this.#answered.add(source)
    this.#clock.after(pauseMs, () => this.#answered.delete(source))
    this.#sendClear(source, encodeControlMessage({ type: 'nack', spi, sequence }))
  }
}
