// Shows what needs the helper's facts, or why there are none. Facts of before stay in sight while the helper is away.
import type { ReactNode } from 'react'
import type { Status } from '../../dataplane/contract/model.ts'
import { useDesk } from '../state/desk-store.ts'
import { useSight } from '../state/sight.ts'
import type { MissingHelper } from '../state/sight.ts'
import { frameText } from '../text/frame-text.ts'
import { Loading } from '../ui/Loading.tsx'
import { HelperMissing, StaleNotice } from './HelperMissing.tsx'

export function HelperGate({ children }: { children: (status: Status) => ReactNode }) {
  const sight = useSight()
  const lastStatus = useDesk((view) => view.status)
  switch (sight.is) {
    case 'no-desk':
      return <Loading words={frameText.connecting} />
    case 'loading':
      return <Loading words={frameText.loading} />
    case 'no-helper':
      if (lastStatus === null) return <HelperMissing helper={sight.helper} />
      return (
        <WithFacts status={lastStatus} missing={sight.helper}>
          {children}
        </WithFacts>
      )
    case 'ready':
      return <WithFacts status={sight.status}>{children}</WithFacts>
  }
}

/** One component for both, so that what is typed and unfolded below stays while the helper is away for a moment. */
function WithFacts({
  status,
  missing,
  children,
}: {
  status: Status
  missing?: MissingHelper
  children: (status: Status) => ReactNode
}) {
  return (
    <>
      {missing !== undefined && <StaleNotice helper={missing} />}
      {children(status)}
    </>
  )
}
