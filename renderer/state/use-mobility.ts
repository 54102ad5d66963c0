// Mobility on and off, for each control that switches it. What was chosen is shown at once, and taken back if the helper
// does not follow.
import { useRef } from 'react'
import { useSight } from './sight.ts'
import { useAct } from './use-act.ts'
import type { ActState } from './use-act.ts'
import { useExpected } from './use-expected.ts'

export type Mobility = {
  /** As the person has just chosen, or as it is. */
  isOn: boolean
  mayTurn: boolean
  /** Of the last choice. */
  state: ActState
  /** @returns whether the helper did it */
  turn: (on: boolean) => Promise<boolean>
}

export function useMobility(): Mobility {
  const sight = useSight()
  const up = useAct('up')
  const down = useAct('down')
  const [isOn, expect] = useExpected(sight.is === 'ready' && sight.status.enabled)
  const newest = useRef(0)
  const turn = async (on: boolean) => {
    const own = (newest.current += 1)
    expect(on)
    up.clear()
    down.clear()
    const reply = await (on ? up : down).run({})
    if (!reply.ok && own === newest.current) expect(undefined)
    return reply.ok
  }
  return {
    isOn,
    mayTurn: sight.is === 'ready' && sight.rights === 'write',
    // Only one of them is anything but idle.
    state: up.state.is === 'idle' ? down.state : up.state,
    turn,
  }
}
