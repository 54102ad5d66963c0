// A name that has a mapping, and whose peer was silent or refused, is tried again for as long as the mapping lasts: its
// programs are answered with a VIP all the time, and nothing else would ever lead there.
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { maxTriesAgain, maxTryAgainMs, tryAgainMs } from './limits.ts'
import type { FailureReason } from './ports.ts'

export interface LaterTriesOptions {
  clock: Clock
  isMapped: (name: DnsName) => boolean
  /** Resolves when the attempt is over; undefined where none can be made now. */
  begin: (name: DnsName) => Promise<unknown> | undefined
}

interface Try {
  afterMs: number
  /** Undefined when the time has come. */
  cancel: (() => void) | undefined
}

export class LaterTries {
  readonly #options: LaterTriesOptions
  readonly #byName = new Map<DnsName, Try>()
  /** Whose time has come; some may have been forgotten since. */
  readonly #due: DnsName[] = []
  #running = 0
  #isStopped = false

  constructor(options: LaterTriesOptions) {
    this.#options = options
  }

  /** An attempt has failed, or could not be made. */
  failed(name: DnsName, reason: FailureReason): void {
    const present = this.#byName.get(name)
    if (this.#isStopped || present?.cancel !== undefined) return
    const isAnswered = reason !== 'no-answer' && present !== undefined
    const afterMs = isAnswered ? Math.min(present.afterMs * 2, maxTryAgainMs) : tryAgainMs
    const cancel = this.#options.clock.after(afterMs, () => {
      next.cancel = undefined
      this.#due.push(name)
      this.#beginDue()
    })
    const next: Try = { afterMs, cancel }
    this.#byName.set(name, next)
  }

  /** There are keys, or the mapping is gone, or the name is called for another reason. */
  forget(name: DnsName): void {
    this.#byName.get(name)?.cancel?.()
    this.#byName.delete(name)
  }

  stop(): void {
    this.#isStopped = true
    for (const name of [...this.#byName.keys()]) this.forget(name)
    this.#due.length = 0
  }

  #beginDue(): void {
    while (this.#running < maxTriesAgain) {
      const name = this.#due.shift()
      if (name === undefined) return
      const isDue = this.#byName.has(name) && this.#byName.get(name)?.cancel === undefined
      if (!isDue) continue
      if (this.#options.isMapped(name)) this.#begin(name)
      else this.#byName.delete(name)
    }
  }

  #begin(name: DnsName): void {
    const attempt = this.#options.begin(name)
    if (attempt === undefined) {
      this.failed(name, 'no-answer')
      return
    }
    this.#running += 1
    void attempt.then(() => {
      this.#running -= 1
      this.#beginDue()
    })
  }
}
