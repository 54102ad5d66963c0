// What a lane looks like at a scale: bars, marks, words and the gap, in pixels. The page draws it, and the SVG file. Pure.
import { gapLabel, phaseWords } from '../text/handovers-text.ts'
import { barsOf } from './bars.ts'
import type { Lane } from './lanes.ts'
import { positionOf } from './time-scale.ts'
import type { TimeScale } from './time-scale.ts'
import { phaseLooks } from './tracks.ts'
import type { BarRule, MarkShape, Tone, TrackName } from './tracks.ts'

export type DrawnRow = { track: TrackName; y: number }
export type DrawnBar = { x: number; y: number; width: number; look: BarRule['look']; tone: Tone }
export type DrawnMark = {
  /** Which of the lane's events. */
  event: number
  x: number
  y: number
  shape: MarkShape
  tone: Tone
  /** Beside the mark; null where there is no room. */
  word: string | null
}
export type DrawnGap = {
  x: number
  width: number
  is: 'closed' | 'open' | 'unheard'
  label: string
  /** Where the label is: in the middle of the gap, or behind its end. */
  labelX: number
  anchor: 'middle' | 'start'
}
export type LaneDrawing = {
  height: number
  rows: DrawnRow[]
  bars: DrawnBar[]
  marks: DrawnMark[]
  gap: DrawnGap | null
  /** Events left and right of what is shown. */
  earlier: number
  later: number
}

/** Above the rows: the lane's name, and the gap's figure. */
const HEAD = 28
const ROW = 22
const FOOT = 8
/** Of the words beside marks: wide enough for the widest common letters at this size. */
const CHARACTER = 6.3
/** From a mark's middle to its word. */
const wordOffset = 9
/** How far a mark reaches beyond its middle. */
const REACH = 6

export function laneHeight({ tracks }: Lane): number {
  return HEAD + tracks.length * ROW + FOOT
}

export function drawLane(lane: Lane, scale: TimeScale, isRunning: boolean): LaneDrawing {
  const rows = lane.tracks.map((track, at) => ({ track, y: HEAD + at * ROW + ROW / 2 }))
  const yOf = new Map(rows.map(({ track, y }) => [track, y]))
  const positions = lane.events.map(({ at }) => positionOf(scale, at))
  const isShown = (x: number) => x >= -REACH && x <= scale.width + REACH
  const marks: DrawnMark[] = []
  for (const [event, { what }] of lane.events.entries()) {
    const x = positions[event] ?? 0
    if (!isShown(x)) continue
    const { track, shape, tone } = phaseLooks[what]
    marks.push({ event, x: tenths(x), y: yOf.get(track) ?? 0, shape, tone, word: phaseWords[what] })
  }
  const bars = drawnBars(lane, positions, yOf, scale.width, isRunning)
  for (const { y } of rows) keepWordsWithRoom(marks, bars, y, scale.width)
  return {
    height: laneHeight(lane),
    rows,
    bars,
    marks,
    gap: drawnGap(lane, scale),
    earlier: positions.filter((x) => x < -REACH).length,
    later: positions.filter((x) => x > scale.width + REACH).length,
  }
}

/**
 * The word of a mark goes where it would stand on a bar, whose row says what it is, or reach into the next mark, and where the
 * mark before says the same.
 */
function keepWordsWithRoom(
  marks: DrawnMark[],
  bars: readonly DrawnBar[],
  y: number,
  width: number,
): void {
  const inRow = marks.filter((mark) => mark.y === y)
  const barsInRow = bars.filter((bar) => bar.y === y)
  let said: string | null = null
  for (const [at, mark] of inRow.entries()) {
    if (mark.word === null) continue
    const end = mark.x + wordOffset + mark.word.length * CHARACTER
    const room = (inRow[at + 1]?.x ?? width + REACH) - REACH
    const { word } = mark
    const begin = mark.x + wordOffset
    const isOnBar = barsInRow.some((bar) => bar.x < end && bar.x + bar.width > begin)
    if (end > room || isOnBar || word === said) mark.word = null
    else said = word
  }
}

function drawnBars(
  lane: Lane,
  positions: readonly number[],
  yOf: ReadonlyMap<TrackName, number>,
  width: number,
  isRunning: boolean,
): DrawnBar[] {
  return barsOf(lane.events).flatMap(({ rule, opens, closes }) => {
    // Of a move that is over, nobody knows how long somebody waited for what never came.
    if (closes === null && !isRunning) return []
    const { track, tone } = phaseLooks[rule.opens]
    const from = Math.max(-1, positions[opens] ?? 0)
    const to = Math.min(width + 1, closes === null ? width + 1 : (positions[closes] ?? 0))
    if (to <= from || to < 0 || from > width) return []
    const y = yOf.get(track) ?? 0
    return [{ x: tenths(from), y, width: tenths(to - from), look: rule.look, tone }]
  })
}

function drawnGap({ gap }: Lane, scale: TimeScale): DrawnGap | null {
  if (gap.is === 'none') return null
  const from = Math.max(-1, positionOf(scale, gap.from))
  const end = gap.is === 'open' ? scale.width + 1 : positionOf(scale, gap.to)
  const to = Math.min(scale.width + 1, end)
  if (to < 0 || from > scale.width) return null
  const label = gapLabel(gap)
  const half = (label.length * CHARACTER) / 2 + 4
  const fits = to - from >= 2 * half
  return {
    ...{ x: tenths(from), width: tenths(Math.max(1.5, to - from)), is: gap.is, label },
    labelX: tenths(fits ? (from + to) / 2 : Math.max(0, to) + 6),
    anchor: fits ? 'middle' : 'start',
  }
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10
}
