// Time as the rest of the helper has it, so that tests and simulations can put another in its place.

export interface Clock {
  /** Milliseconds of a clock that only runs forward (CLOCK_MONOTONIC), with fractions. */
  nowMs(): number
  /** Milliseconds since 1970, for what people read and files keep. */
  wallMs(): number
  /**
   * Calls `action` once, after so many milliseconds. A waiting timer does not keep the process alive.
   * @returns cancels it; does nothing afterwards
   */
  after(delayMs: number, action: () => void): () => void
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after(delayMs, action) {
    const timer = setTimeout(action, delayMs)
    timer.unref()
    return () => clearTimeout(timer)
  },
}

/**
 * The wall clock within half a millisecond, in steps of a microsecond: `Date.now` cuts to whole milliseconds, and
 * `performance.timeOrigin` does not hear when the clock is set.
 */
export function preciseWallMs(): number {
  const coarse = Date.now()
  const fine = performance.timeOrigin + performance.now()
  return Math.abs(fine - coarse - 0.5) <= 1 ? fine : coarse + 0.5
}

/**
 * Resolves after so many milliseconds, or as soon as `signal` is aborted.
 * @returns whether the time has passed
 */
export function passed(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<boolean> {
  if (signal?.aborted === true) return Promise.resolve(false)
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const abort = () => {
    cancel()
    resolve(false)
  }
  const cancel = clock.after(delayMs, () => {
    signal?.removeEventListener('abort', abort)
    resolve(true)
  })
  signal?.addEventListener('abort', abort, { once: true })
  return promise
}

/**
 * The promise's value, or undefined when so much time has passed or the signal is aborted. Without signals of its own:
 * to abort one takes the runtime longer than the rest of it, and programs wait for what this returns.
 */
export function within<Value>(
  clock: Clock,
  patienceMs: number,
  promise: Promise<Value>,
  signal?: AbortSignal,
): Promise<Value | undefined> {
  const late = Promise.withResolvers<undefined>()
  const giveUp = () => late.resolve(undefined)
  if (signal?.aborted === true) giveUp()
  const cancel = clock.after(patienceMs, giveUp)
  signal?.addEventListener('abort', giveUp, { once: true })
  return Promise.race([promise, late.promise]).finally(() => {
    cancel()
    signal?.removeEventListener('abort', giveUp)
  })
}
