// The pages' one store: fed by the bridge, read by views. Acts go the other way, through the bridge; what they led to comes
// back as a frame.
import { createStore } from 'zustand/vanilla'
import { useStore } from 'zustand'
import type { ActInput, ActName, ActReply, Bridge } from '../../main/bridge/acts.ts'
import type { DeskChange } from '../../main/bridge/desk-state.ts'
import { apply } from './apply.ts'
import { firstView } from './desk-view.ts'
import type { DeskView } from './desk-view.ts'

export const deskStore = createStore<DeskView>()(() => firstView)

/** The part of the view that a component shows; it is drawn again when that part is another. */
export function useDesk<Part>(select: (view: DeskView) => Part): Part {
  return useStore(deskStore, select)
}

/** Of changes that are no lasting state: `stream-points` and `show-page`. */
type Passing = Extract<DeskChange, { part: 'stream-points' | 'show-page' }>
const passingListeners = new Set<(change: Passing) => void>()

/** @returns a function that ends it */
export function onPassing(listener: (change: Passing) => void): () => void {
  passingListeners.add(listener)
  return () => passingListeners.delete(listener)
}

let bridge: Bridge | undefined

/** Once, at the start. */
export function connectDesk(to: Bridge): void {
  bridge = to
  to.subscribe(
    (frame) => {
      deskStore.setState((view) => apply(view, frame), true)
      if (frame.kind !== 'changes') return
      for (const change of frame.changes) {
        if (change.part !== 'stream-points' && change.part !== 'show-page') continue
        for (const listener of passingListeners) listener(change)
      }
    },
    () => deskStore.setState({ link: 'gone' }),
  )
}

/** Never rejects. */
export async function act<Name extends ActName>(
  name: Name,
  input: ActInput<Name>,
): Promise<ActReply<Name>> {
  if (bridge === undefined) return { ok: false, fault: { code: 'helper-unreachable', data: {} } }
  return bridge.act(name, input)
}
