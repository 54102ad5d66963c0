// What a first contact runs next, rehearsed while it waits for DNS or for the peer. After some milliseconds of quiet the
// processor's caches hold other things, and each way back would cost half a millisecond more.
import type { Clock } from '../lib/clock.ts'
import type { NameSource } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Rehearsals } from './rehearsals.ts'

type FirstContact = Pick<Rehearsals, 'question' | 'negotiation'>

/** In a LAN all is over by then. */
const firstAfterMs = 5
/** A rehearsal takes some 3 ms of one processor. */
const everyMs = 10
/** Whoever has not answered after a fifth of a second may take any time. */
const maxRehearsals = 20
/** Then, however often programs ask: they must not keep a processor busy. */
const restMs = 2000

/** The same source; rehearses while names of trusted hosts are looked for, and while hosts are connected. */
export function warmWaiting(
  clock: Clock,
  rehearsals: FirstContact,
  source: NameSource,
): NameSource {
  const waiting = new WarmWaiting(clock, rehearsals)
  return {
    ...source,
    prepare(name) {
      source.prepare(name)
      if (source.isTrusted(name)) waiting.begin(name, 'dns')
    },
    async connect(discovery, signal) {
      waiting.begin(discovery.name, 'peer')
      try {
        return await source.connect(discovery, signal)
      } finally {
        waiting.end(discovery.name)
      }
    },
  }
}

class WarmWaiting {
  readonly #clock: Clock
  readonly #rehearsals: FirstContact
  readonly #names = new Map<DnsName, 'dns' | 'peer'>()
  #left = 0
  #restsUntilMs = 0
  #isRehearsing = false
  #cancel = () => {}

  constructor(clock: Clock, rehearsals: FirstContact) {
    this.#clock = clock
    this.#rehearsals = rehearsals
  }

  begin(name: DnsName, awaited: 'dns' | 'peer'): void {
    if (this.#clock.nowMs() < this.#restsUntilMs) return
    if (this.#names.size === 0) this.#left = maxRehearsals
    this.#names.set(name, awaited)
    if (!this.#isRehearsing) this.#rehearseAfter(firstAfterMs)
  }

  end(name: DnsName): void {
    this.#names.delete(name)
    if (this.#names.size === 0) this.#cancel()
  }

  #rehearseAfter(delayMs: number): void {
    this.#cancel()
    this.#cancel = this.#clock.after(delayMs, () => void this.#rehearse())
  }

  async #rehearse(): Promise<void> {
    this.#isRehearsing = true
    this.#left -= 1
    try {
      if ([...this.#names.values()].includes('dns')) await this.#rehearsals.question()
      if (this.#names.size > 0) await this.#rehearsals.negotiation()
    } catch {
      // Without a loopback there is nothing to rehearse over: contacts take a millisecond longer.
      this.#left = 0
    }
    this.#isRehearsing = false
    if (this.#left <= 0) {
      // Nobody says when DNS has not answered.
      this.#names.clear()
      this.#restsUntilMs = this.#clock.nowMs() + restMs
    }
    if (this.#names.size > 0) this.#rehearseAfter(everyMs)
  }
}
