// An act that a control begins: whether it goes on, and what it failed with. Its outcome is a change of the view.
import { useCallback, useEffect, useRef, useState } from 'react'
import type { ActFault, ActInput, ActName, ActReply } from '../../main/bridge/acts.ts'
import { act } from './desk-store.ts'

export type ActState = { is: 'idle' } | { is: 'busy' } | { is: 'failed'; fault: ActFault }

export type UsedAct<Name extends ActName> = {
  state: ActState
  run: (input: ActInput<Name>) => Promise<ActReply<Name>>
  /** A failure was read. */
  clear: () => void
}

const idle: ActState = { is: 'idle' }

export function useAct<Name extends ActName>(name: Name): UsedAct<Name> {
  const [state, setState] = useState<ActState>(idle)
  const isShown = useRef(true)
  /** Only the newest run is told of, and none that was cleared. */
  const newest = useRef(0)
  useEffect(() => {
    isShown.current = true
    return () => {
      isShown.current = false
    }
  }, [])
  const run = useCallback(
    async (input: ActInput<Name>) => {
      const own = (newest.current += 1)
      setState({ is: 'busy' })
      const reply = await act(name, input)
      if (isShown.current && own === newest.current)
        setState(reply.ok ? idle : { is: 'failed', fault: reply.fault })
      return reply
    },
    [name],
  )
  const clear = useCallback(() => {
    newest.current += 1
    setState(idle)
  }, [])
  return { state, run, clear }
}
