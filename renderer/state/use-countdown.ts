// A duration of the helper's that runs out between two frames, too: counted on from when it came.
import { useState } from 'react'
import { useNow } from './use-now.ts'

/** @param leftMs as the helper told last; another object or number begins anew */
export function useCountdown(leftMs: number | null): number | null {
  const now = useNow()
  const [told, setTold] = useState({ leftMs, at: now })
  if (told.leftMs !== leftMs) setTold({ leftMs, at: now })
  return leftMs === null ? null : Math.max(0, leftMs - Math.max(0, now - told.at))
}
