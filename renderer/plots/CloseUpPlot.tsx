// One direction of the last move from near: figure 2, or 3 of the paper, of what has just happened.
import { useEffect, useRef, useState } from 'react'
import { labText } from '../text/lab-text.ts'
import { drawMessages } from './draw-messages.ts'
import type { DrawnMessages } from './draw-messages.ts'
import { numberExtents } from './number-extents.ts'
import type { CloseUp } from './close-up.ts'
import { longestOf } from './close-up.ts'
import { readingAt } from './reading.ts'
import type { Receiver } from './stream-record.ts'
import { useChart } from './use-chart.ts'

const HEIGHT = 236

export function CloseUpPlot({
  closeUp,
  isSettled,
  at,
  tone,
}: {
  closeUp: CloseUp
  /** Nothing more of the move is awaited. */
  isSettled: boolean
  at: Receiver
  tone: DrawnMessages['tone']
}) {
  const [pointed, setPointed] = useState<{ x: number } | null>(null)
  const newest = useRef({ closeUp, at, tone })
  const [chart, ref] = useChart(() => ({
    height: HEIGHT,
    yAxisWidth: 52,
    xText: (ms, step) => `${ms.toFixed(step < 1 ? 1 : 0).replace('-', '−')} ms`,
    yText: (number) => String(Math.round(number)),
    onPoint: setPointed,
    draw: (plane, colours) => {
      const { closeUp: shown, at: receiver, tone: colour } = newest.current
      drawMessages(plane, colours, drawnOf(shown, receiver, colour))
    },
  }))
  useEffect(() => {
    newest.current = { closeUp, at, tone }
    const { fromMs, toMs, directions } = closeUp
    const origin = originOf(closeUp)
    chart.current?.show({
      x: [fromMs - origin, toMs - origin],
      y: numberExtents(directions[at], fromMs, toMs),
    })
  }, [chart, closeUp, at, tone])
  const sentence = isSettled ? closeUpSentence(closeUp, at) : labText.moveGoesOn
  return (
    <figure className="grid min-w-0 gap-1">
      <div role="img" aria-label={sentence} ref={ref} style={{ height: HEIGHT }} />
      <figcaption className="min-h-5 pl-13 text-fine text-ink-soft tabular-nums">
        {pointed === null
          ? sentence
          : readingAt(closeUp.directions[at], pointed.x + originOf(closeUp), pointed.x)}
      </figcaption>
    </figure>
  )
}

/** What the move did to one direction. */
export function closeUpSentence({ pauses, missing, transport }: CloseUp, at: Receiver): string {
  const lost = transport === 'udp' ? missing[at] : 0
  return labText.closeUpSentence(labText.direction[at], pauses[at], lost)
}

/** Times count from the beginning of the move's longest pause. */
function originOf(closeUp: CloseUp): number {
  return longestOf(closeUp)?.fromMs ?? closeUp.fromMs
}

function drawnOf(closeUp: CloseUp, at: Receiver, tone: DrawnMessages['tone']): DrawnMessages {
  const { fromMs, toMs, pauses, directions } = closeUp
  const pause = pauses[at]
  return {
    ...{ fromMs, toMs, tone, originMs: originOf(closeUp), direction: directions[at] },
    pauses: pause === null ? [] : [pause],
  }
}
