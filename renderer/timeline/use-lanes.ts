// The lanes of a receipt that grows: what an event does not touch stays the same object.
import { useLayoutEffect, useMemo, useRef } from 'react'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { keepUnchanged, lanesOf } from './lanes.ts'
import type { Lane } from './lanes.ts'

export function useLanes(handover: Handover): Lane[] {
  const before = useRef<Lane[]>([])
  const lanes = useMemo(() => keepUnchanged(before.current, lanesOf(handover)), [handover])
  useLayoutEffect(() => {
    before.current = lanes
  }, [lanes])
  return lanes
}
