// What has happened, as far back as it is remembered, and its watchers.
import * as v from 'valibot'
import { eventSchema } from '../contract/events.ts'
import type { EventNews } from '../contract/events.ts'
import type { Clock } from '../lib/clock.ts'
import { BoundedLog } from './bounded-log.ts'
import type { LineSource, OnNews } from './line-source.ts'
import { keptEvents, maxEntryChars } from './limits.ts'

export class EventLog {
  readonly #clock: Clock
  /** Frames. */
  readonly #lines: BoundedLog<string>
  readonly #watchers = new Set<OnNews>()

  constructor(clock: Clock, kept = keptEvents) {
    this.#clock = clock
    this.#lines = new BoundedLog(kept, 1)
  }

  /**
   * Fields that the contract does not have are left out.
   * @param at when it happened, in ms since 1970
   * @throws Error for what is no event
   */
  publish(news: EventNews, at = this.#clock.wallMs()): void {
    const sequence = this.#lines.next
    const event = v.parse(eventSchema, { ...news, sequence, at })
    const line = JSON.stringify({ kind: 'event', event })
    if (line.length > maxEntryChars) throw new RangeError(`the event ${news.kind} is too long`)
    this.#lines.append(line)
    for (const onNews of this.#watchers) onNews()
  }

  /**
   * @param from number of the first event that is wanted; those that are forgotten are only counted
   */
  watch(from: number, onNews: OnNews): LineSource {
    const lines = this.#lines
    const watcher = () => onNews()
    this.#watchers.add(watcher)
    // Nobody missed what was before the first; and nobody waits for a number of another run.
    let at = Math.min(Math.max(from, 1), lines.next)
    let isCurrent = false
    return {
      nextLine() {
        const count = lines.oldest - at
        if (count > 0) {
          at = lines.oldest
          return JSON.stringify({ kind: 'events-missed', count })
        }
        const line = lines.get(at)
        if (line !== undefined) {
          at += 1
          return line
        }
        if (isCurrent) return undefined
        isCurrent = true
        return JSON.stringify({ kind: 'events-current' })
      },
      close: () => {
        this.#watchers.delete(watcher)
      },
    }
  }
}
