// The time, for ages and countdowns: a component that asks for it is drawn again each `everyMs`. One timer for all that ask
// for the same, so that a list's cells change together.
import { useSyncExternalStore } from 'react'

type Ticker = { subscribe: (onTick: () => void) => () => void; now: () => number }

const tickers = new Map<number, Ticker>()

/** @returns milliseconds since 1970 */
export function useNow(everyMs = 1000): number {
  const { subscribe, now } = tickerOf(everyMs)
  return useSyncExternalStore(subscribe, now, now)
}

function tickerOf(everyMs: number): Ticker {
  const ticker = tickers.get(everyMs) ?? newTicker(everyMs)
  tickers.set(everyMs, ticker)
  return ticker
}

/** Ticks while somebody listens. */
export function newTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  let now = Date.now()
  const tick = () => {
    now = Date.now()
    for (const listener of listeners) listener()
  }
  return {
    subscribe(onTick) {
      listeners.add(onTick)
      timer ??= setInterval(tick, everyMs)
      return () => {
        listeners.delete(onTick)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    now() {
      // Who asks first after a time without listeners must not be told of then.
      if (timer === undefined && Date.now() - now >= everyMs) now = Date.now()
      return now
    },
  }
}
