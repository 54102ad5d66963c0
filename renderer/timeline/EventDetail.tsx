// What the event that is pointed at, or walked to, was: always in the same place, so that nothing jumps.
import { handoversText, phaseSentence, preciseText } from '../text/handovers-text.ts'
import type { Lane } from './lanes.ts'
import { eventAt } from './walk.ts'
import type { EventPlace } from './walk.ts'

export function EventDetail({
  lanes,
  place,
  nameOf,
}: {
  lanes: readonly Lane[]
  place: EventPlace | null
  nameOf: (lane: Lane) => string
}) {
  const lane = lanes.find(({ key }) => key === place?.lane)
  const event = place === null ? undefined : eventAt(lanes, place)
  const before = place === null ? undefined : lane?.events[place.event - 1]
  return (
    <div className="grid min-h-13 content-center border-t border-line bg-panel px-5 py-2 text-fine">
      {event === undefined || lane === undefined ? (
        <p className="text-ink-faint">{handoversText.nothingChosen}</p>
      ) : (
        <div className="flex flex-wrap items-baseline gap-x-4 gap-y-0.5">
          <span className="text-base font-semibold tabular-nums">{preciseText(event.at)}</span>
          <span className="font-medium">{phaseSentence(event)}</span>
          <span className="text-ink-soft">{nameOf(lane)}</span>
          {before !== undefined && (
            <span className="ml-auto text-ink-faint tabular-nums">
              {handoversText.sinceLast(event.at - before.at)}
            </span>
          )}
        </div>
      )}
    </div>
  )
}
