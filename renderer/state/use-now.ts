// The time, for ages and countdowns: a component that asks for it is drawn again each `everyMs`.
import { useEffect, useState } from 'react'

/** @returns milliseconds since 1970 */
export function useNow(everyMs = 1000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
