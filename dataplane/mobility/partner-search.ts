// Asks DNS where a partner is, past every cache, again and again until somebody says stop: the partner may have moved at
// the same moment, and its own update may still be on its way (PROTOCOL section 7).
import { isUsableEndpoint } from '../tables/usable-endpoint.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { firstDnsPauseMs, maxDnsPauseMs, maxQuestionsAtOnce } from './limits.ts'
import type { MobilityPorts } from './ports.ts'

export interface PartnerSearchOptions {
  ports: Pick<MobilityPorts, 'clock' | 'locate'>
  name: DnsName
  onAsk: () => void
  /** Each answer, also one that says what was known. */
  onAnswer: (endpoints: readonly string[]) => void
}

export class PartnerSearch {
  readonly #options: PartnerSearchOptions
  readonly #ending = new AbortController()
  #pauseMs = firstDnsPauseMs
  #open = 0
  #cancelTimer: () => void = () => {}

  constructor(options: PartnerSearchOptions) {
    this.#options = options
  }

  /** The first question leaves then. A slow answer keeps no later question waiting. */
  start(afterMs: number): void {
    if (afterMs === 0) this.#ask()
    else this.#cancelTimer = this.#options.ports.clock.after(afterMs, () => this.#ask())
  }

  /** Idempotent; no answer is told afterwards. */
  stop(): void {
    this.#ending.abort()
    this.#cancelTimer()
  }

  #ask(): void {
    if (this.#ending.signal.aborted) return
    if (this.#open < maxQuestionsAtOnce) void this.#question()
    this.#cancelTimer = this.#options.ports.clock.after(this.#pauseMs, () => this.#ask())
    this.#pauseMs = Math.min(maxDnsPauseMs, this.#pauseMs * 2)
  }

  async #question(): Promise<void> {
    const { ports, name, onAsk, onAnswer } = this.#options
    const { signal } = this.#ending
    this.#open += 1
    onAsk()
    const endpoints = await asked(ports, name, signal)
    this.#open -= 1
    if (!signal.aborted && endpoints !== undefined) onAnswer(endpoints)
  }
}

/** A question that fails, however that is, is one without an answer. */
export async function asked(
  ports: Pick<MobilityPorts, 'locate'>,
  name: DnsName,
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    const endpoints = await ports.locate(name, signal)
    return endpoints?.filter(isUsableEndpoint)
  } catch {
    return undefined
  }
}
