// Which event of a timeline the keyboard and the pointer are at. One event is in the order of Tab; arrow keys lead on.
import { useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { FocusEvent, KeyboardEvent, PointerEvent } from 'react'
import { eventId } from './LaneRow.tsx'
import type { Lane } from './lanes.ts'
import { eventAt, firstPlace, walk } from './walk.ts'
import type { EventPlace } from './walk.ts'

export type Walk = {
  /** Where Tab leads; null where there is no event. */
  reached: EventPlace | null
  /** What is told about: pointed at, else reached by hand. */
  told: EventPlace | null
  /** Of the element around all lanes. */
  handlers: {
    onKeyDown: (event: KeyboardEvent) => void
    onFocus: (event: FocusEvent) => void
    onPointerOver: (event: PointerEvent) => void
    onPointerLeave: () => void
    onClick: (event: { target: EventTarget }) => void
  }
}

/** @param onOther keys that are none of the walk; @param onWalk before the event is focused */
export function useWalk(
  lanes: readonly Lane[],
  idPrefix: string,
  onWalk: (atMs: number) => void,
  onOther: (event: KeyboardEvent) => void,
): Walk {
  const [chosen, setChosen] = useState<EventPlace | null>(null)
  const [pointed, setPointed] = useState<EventPlace | null>(null)
  const toFocus = useRef<string | null>(null)
  // A receipt may have lost the event that was chosen: another receipt is shown.
  const isThere = chosen !== null && eventAt(lanes, chosen) !== undefined
  const reached = isThere ? chosen : firstPlace(lanes)

  useLayoutEffect(() => {
    if (toFocus.current === null) return
    const element = document.getElementById(toFocus.current)
    toFocus.current = null
    element?.focus({ preventScroll: true })
    element?.closest('[data-lane]')?.scrollIntoView({ block: 'nearest' })
  })

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const next = reached === null ? null : walk(lanes, reached, event.key)
    if (next === null) return onOther(event)
    event.preventDefault()
    setPointed(null)
    setChosen({ ...next })
    toFocus.current = eventId(idPrefix, next)
    const at = eventAt(lanes, next)?.at
    if (at !== undefined) onWalk(at)
  }
  return {
    reached,
    told: pointed ?? (isThere ? chosen : null),
    handlers: {
      onKeyDown,
      onFocus: ({ target }) => {
        const place = placeOf(target)
        if (place !== null) setChosen(place)
      },
      onPointerOver: ({ target }) => setPointed(placeOf(target)),
      onPointerLeave: useCallback(() => setPointed(null), []),
      onClick: ({ target }) => {
        const place = placeOf(target)
        if (place !== null) setChosen(place)
      },
    },
  }
}

function placeOf(target: EventTarget): EventPlace | null {
  if (!(target instanceof Element)) return null
  const event = target.closest<HTMLElement>('[data-event]')?.dataset['event']
  const lane = target.closest<HTMLElement>('[data-lane]')?.dataset['lane']
  return event === undefined || lane === undefined ? null : { lane, event: Number(event) }
}
