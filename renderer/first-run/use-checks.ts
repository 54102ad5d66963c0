// The helper's own checks (`vip doctor`), made when the page opens and whenever somebody asks again.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Diagnosis } from '../../dataplane/contract/calls.ts'
import type { ActFault, ActReply } from '../../main/bridge/acts.ts'
import { act } from '../state/desk-store.ts'

export type Checks =
  | { is: 'none' }
  | { is: 'running' }
  | { is: 'failed'; fault: ActFault }
  /** `ddns`: what DNS is told, asked for beside. */
  | { is: 'made'; checks: Diagnosis['checks']; ddns: ActReply<'ddns'> }

/** @param isThere whether there is a helper to ask */
export function useChecks(isThere: boolean): { checks: Checks; check: () => Promise<void> } {
  const [checks, setChecks] = useState<Checks>({ is: 'none' })
  const newestRun = useRef(0)
  const check = useCallback(async () => {
    const run = (newestRun.current += 1)
    setChecks({ is: 'running' })
    const [diagnosis, ddns] = await Promise.all([act('doctor', {}), act('ddns', {})])
    if (run !== newestRun.current) return
    setChecks(
      diagnosis.ok
        ? { is: 'made', checks: diagnosis.value.checks, ddns }
        : { is: 'failed', fault: diagnosis.fault },
    )
  }, [])
  useEffect(() => {
    if (isThere) void check()
  }, [isThere, check])
  return { checks, check }
}

/** Those with one of these codes. */
export function checksOf(checks: Checks, codes: readonly string[]): Diagnosis['checks'] {
  return checks.is === 'made' ? checks.checks.filter(({ code }) => codes.includes(code)) : []
}
