// The last line between what the network can cause and the helper's life: an event that cannot be handled is a fault in
// the log, and the next one is handled all the same.
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'

/** Whoever finds a way to cause faults must not fill the disk with them. */
const pauseMs = 1000

/** `handle`, which no longer throws. Of faults in the second after one that was logged, the next line has the number. */
export function withoutFaults<Event extends { kind: string }>(
  handle: (event: Event) => void,
  log: Log,
  clock: Clock,
): (event: Event) => void {
  let isQuiet = false
  let untold = 0
  return (event) => {
    try {
      handle(event)
    } catch (error) {
      if (isQuiet) {
        untold += 1
        return
      }
      log.error('a fault of the helper', { error: error as Error, event: event.kind, untold })
      isQuiet = true
      untold = 0
      clock.after(pauseMs, () => (isQuiet = false))
    }
  }
}
