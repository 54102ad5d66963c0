// The last seconds of one direction, by animation frames. Where motion is unwelcome it takes a step each half second.
import { useEffect, useRef, useState } from 'react'
import { labText } from '../text/lab-text.ts'
import { animate } from '../ui/animation.ts'
import { drawMessages } from './draw-messages.ts'
import type { DrawnMessages } from './draw-messages.ts'
import { numberExtents } from './number-extents.ts'
import { longest, longestFew, pausesIn } from './pauses.ts'
import type { Direction } from './stream-record.ts'
import { useChart } from './use-chart.ts'

const HEIGHT = 132
const shownMs = 4000
const calmStepMs = 500
/** The sentence for who does not see the plot is another at most so often. */
const sentenceEveryMs = 2000
const markedPauses = 3

export interface StreamSource {
  direction: () => Direction
  /** By the stream's time, the right edge. */
  untilMs: () => number
}

export function LivePlot({
  source,
  tone,
  name,
}: {
  source: StreamSource
  tone: DrawnMessages['tone']
  name: string
}) {
  const drawn = useRef<DrawnMessages | null>(null)
  const [chart, ref] = useChart(() => ({
    height: HEIGHT,
    yAxisWidth: 52,
    xText: (ms) => (ms === 0 ? labText.axisNow : `${(ms / 1000).toFixed(0).replace('-', '−')} s`),
    yText: (number) => String(Math.round(number)),
    draw: (plane, colours) => {
      if (drawn.current !== null) drawMessages(plane, colours, drawn.current)
    },
  }))
  const [sentence, setSentence] = useState(labText.liveSentence(name, 0, null))

  useEffect(() => {
    const show = () => {
      const direction = source.direction()
      const toMs = source.untilMs()
      const fromMs = toMs - shownMs
      const pauses = longestFew(pausesIn(direction, fromMs, toMs), markedPauses)
      drawn.current = { direction, fromMs, toMs, originMs: toMs, pauses, tone }
      chart.current?.show({ x: [-shownMs, 0], y: numberExtents(direction, fromMs, toMs) })
    }
    return animate(show, calmStepMs)
  }, [chart, source, tone])

  useEffect(() => {
    const tell = () => {
      const direction = source.direction()
      const toMs = source.untilMs()
      const { received } = direction
      const count = received.firstFrom(toMs) - received.firstFrom(toMs - shownMs)
      const pauses = pausesIn(direction, toMs - shownMs, toMs)
      // What lasts matters more than what was longer.
      const pause = pauses.find(({ isOpen }) => isOpen) ?? longest(pauses)
      setSentence(labText.liveSentence(name, count, pause))
    }
    const timer = setInterval(tell, sentenceEveryMs)
    return () => clearInterval(timer)
  }, [source, name])

  return <div role="img" aria-label={sentence} ref={ref} style={{ height: HEIGHT }} />
}
