// The helper's own checks (`vip doctor`), made when the page opens and whenever somebody asks again.
import { useCallback, useEffect, useState } from 'react'
import type { Diagnosis, DynamicDnsReport } from '../../dataplane/contract/calls.ts'
import { act } from '../state/desk-store.ts'

export type Checks =
  | { is: 'none' }
  | { is: 'running' }
  | { is: 'made'; checks: Diagnosis['checks']; records: DynamicDnsReport['records'] }

const none: Checks = { is: 'none' }

/** @param isThere whether there is a helper to ask */
export function useChecks(isThere: boolean): { checks: Checks; check: () => Promise<void> } {
  const [checks, setChecks] = useState<Checks>(none)
  const check = useCallback(async () => {
    setChecks({ is: 'running' })
    const [diagnosis, report] = await Promise.all([act('doctor', {}), act('ddns', {})])
    if (!diagnosis.ok) return setChecks(none)
    const records = report.ok ? report.value.records : []
    setChecks({ is: 'made', checks: diagnosis.value.checks, records })
  }, [])
  useEffect(() => {
    if (isThere) void check()
  }, [isThere, check])
  return { checks, check }
}

/** Those of a code, or of one that begins so. */
export function checksOf(checks: Checks, codes: readonly string[]): Diagnosis['checks'] {
  return checks.is === 'made' ? checks.checks.filter(({ code }) => codes.includes(code)) : []
}
