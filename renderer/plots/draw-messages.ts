// Draws the messages of one direction: what was sent as a line, what came as dots, pauses as bands with their figure. The time
// does not grow with the number of messages, but with the width: of those within one pixel one is drawn.
import { preciseText } from '../text/handovers-text.ts'
import type { Plane } from './chart.ts'
import { lengthOf, longest } from './pauses.ts'
import type { Pause } from './pauses.ts'
import type { MessageSeries } from './message-series.ts'
import type { Direction } from './stream-record.ts'
import type { ColourToken, ThemeColours } from '../ui/theme-colours.ts'

export type DrawnMessages = {
  direction: Direction
  fromMs: number
  toMs: number
  /** What stands at 0 on the plane. */
  originMs: number
  /** Each is a band; the longest has its figure. */
  pauses: readonly Pause[]
  tone: Extract<ColourToken, `series-${string}`>
}

export function drawMessages(on: Plane, colours: ThemeColours, drawn: DrawnMessages): void {
  const { context, left, top, width, height } = on
  const plane = { ...on, xOf: (ms: number) => on.xOf(ms - drawn.originMs) }
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  for (const pause of drawn.pauses) drawBand(plane, colours, pause)
  drawSent(plane, colours, drawn)
  drawReceived(plane, colours, drawn)
  const figured = longest(drawn.pauses)
  if (figured !== null) drawFigure(plane, colours, figured)
  context.restore()
}

function drawBand(plane: Plane, colours: ThemeColours, { fromMs, toMs }: Pause): void {
  const { context, top, height, ratio, xOf } = plane
  const [from, to] = [xOf(fromMs), xOf(toMs)]
  context.fillStyle = colours.fault
  context.globalAlpha = 0.12
  context.fillRect(from, top, Math.max(ratio, to - from), height)
  context.globalAlpha = 0.5
  for (const edge of [from, to]) context.fillRect(edge - ratio / 2, top, ratio, height)
  context.globalAlpha = 1
}

function drawFigure(plane: Plane, colours: ThemeColours, pause: Pause): void {
  const { context, left, width, top, ratio, xOf } = plane
  const [from, to] = [xOf(pause.fromMs), xOf(pause.toMs)]
  const text = preciseText(lengthOf(pause))
  context.font = `600 ${12 * ratio}px 'Inter Variable', system-ui, sans-serif`
  context.textBaseline = 'top'
  const half = context.measureText(text).width / 2 + 4 * ratio
  const middle = (from + to) / 2
  const fits = to - from >= 2 * half
  context.textAlign = 'center'
  const behind = Math.min(to + half + 2 * ratio, left + width - half)
  context.lineWidth = 4 * ratio
  context.lineJoin = 'round'
  context.strokeStyle = colours.ground
  context.fillStyle = colours.fault
  const x = fits ? Math.max(left + half, Math.min(left + width - half, middle)) : behind
  if (!fits) context.strokeText(text, x, top + 6 * ratio)
  context.fillText(text, x, top + 6 * ratio)
}

function drawSent(plane: Plane, colours: ThemeColours, { direction, ...drawn }: DrawnMessages) {
  const { context, ratio, xOf, yOf } = plane
  context.beginPath()
  let isFirst = true
  eachByPixel(direction.sent, drawn, plane, (x, y) => {
    if (isFirst) context.moveTo(x, y)
    else context.lineTo(x, y)
    isFirst = false
  })
  // The newest of all, where it fell together with one before.
  const last = direction.sent.length - 1
  if (!isFirst && direction.sent.timeAt(last) <= drawn.toMs) {
    context.lineTo(xOf(direction.sent.timeAt(last)), yOf(direction.sent.numberAt(last)))
  }
  context.strokeStyle = colours['line-strong']
  context.lineWidth = 1.25 * ratio
  context.stroke()
}

function drawReceived(plane: Plane, colours: ThemeColours, { direction, ...drawn }: DrawnMessages) {
  const { context, width, ratio } = plane
  const { received } = direction
  const count = received.firstFrom(drawn.toMs) - received.firstFrom(drawn.fromMs)
  context.fillStyle = colours[drawn.tone]
  // Dots that touch are a line anyhow, and squares are drawn ten times as fast.
  const isSparse = count * 3 * ratio < width
  if (!isSparse) {
    const side = 2.5 * ratio
    eachByPixel(received, drawn, plane, (x, y) =>
      context.fillRect(x - side / 2, y - side / 2, side, side),
    )
    return
  }
  context.beginPath()
  const radius = Math.min(3, 1.75 + (width / ratio / (count + 1)) * 0.06) * ratio
  eachByPixel(received, drawn, plane, (x, y) => {
    context.moveTo(x + radius, y)
    context.arc(x, y, radius, 0, 2 * Math.PI)
  })
  context.fill()
}

/** In order; of messages that fall within half a CSS pixel to each side, one. */
function eachByPixel(
  series: MessageSeries,
  { fromMs, toMs }: Pick<DrawnMessages, 'fromMs' | 'toMs'>,
  { xOf, yOf, ratio }: Plane,
  draw: (x: number, y: number) => void,
): void {
  const end = Math.min(series.length, series.firstFrom(toMs) + 1)
  let [lastX, lastY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (let place = Math.max(0, series.firstFrom(fromMs) - 1); place < end; place += 1) {
    const x = xOf(series.timeAt(place))
    const y = yOf(series.numberAt(place))
    if (Math.abs(x - lastX) < ratio && Math.abs(y - lastY) < ratio) continue
    draw(x, y)
    lastX = x
    lastY = y
  }
}
