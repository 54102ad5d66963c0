// Where a moment of a move stands on the drawing: linear, or logarithmic so that the first tenth of a millisecond and the
// first second are seen at once. Pure.

export type Warp = 'linear' | 'log'

/** Milliseconds after the move began, from the left edge to the right one. */
export type Span = { from: number; to: number }

export type TimeScale = Span & { warp: Warp; width: number }

export type Tick = { at: number; label: string }

/** Of the logarithmic scale: what is nearer to the beginning is drawn nearly linearly. */
const LOG_FROM_MS = 0.1

/** Receipts are in microseconds, and a partner is looked for during minutes. */
const MIN_SPAN_MS = 0.02
const MAX_MS = 3_600_000

export function positionOf(scale: TimeScale, at: number): number {
  const from = warped(scale.warp, scale.from)
  const to = warped(scale.warp, scale.to)
  return ((warped(scale.warp, at) - from) / (to - from)) * scale.width
}

export function timeAt(scale: TimeScale, position: number): number {
  const from = warped(scale.warp, scale.from)
  const to = warped(scale.warp, scale.to)
  return unwarped(scale.warp, from + (position / scale.width) * (to - from))
}

/** @param factor above 1: nearer; what stands at `position` stays there */
export function zoomed(scale: TimeScale, factor: number, position: number): Span {
  const left = timeAt(scale, position - position / factor)
  const right = timeAt(scale, position + (scale.width - position) / factor)
  return bounded({ from: left, to: right })
}

/** @param by pixels that later times come nearer */
export function panned(scale: TimeScale, by: number): Span {
  return bounded({ from: timeAt(scale, by), to: timeAt(scale, scale.width + by) })
}

/** The span itself where it shows this moment, else moved so that it does. */
export function showing(scale: TimeScale, at: number): Span {
  const position = positionOf(scale, at)
  const edge = Math.min(24, scale.width / 4)
  if (position < 0) return panned(scale, position - 2 * edge)
  if (position > scale.width) return panned(scale, position - scale.width + 2 * edge)
  return { from: scale.from, to: scale.to }
}

/** With room at both ends, as parts of what is drawn. */
export function padded({ from, to }: Span, warp: Warp, left: number, right: number): Span {
  const [low, high] = [warped(warp, from), warped(warp, to)]
  const length = high - low
  return bounded({
    from: unwarped(warp, low - length * left),
    to: unwarped(warp, high + length * right),
  })
}

function bounded({ from, to }: Span): Span {
  const low = Math.max(-MAX_MS, Math.min(from, to))
  const high = Math.min(MAX_MS, Math.max(from, to))
  if (high - low >= MIN_SPAN_MS) return { from: low, to: high }
  const middle = (low + high) / 2
  return { from: middle - MIN_SPAN_MS / 2, to: middle + MIN_SPAN_MS / 2 }
}

/** Round times in the span, at least `apart` pixels from each other. */
export function ticksOf(scale: TimeScale, apart = 84): Tick[] {
  const isDecades = scale.warp === 'log' && scale.to > 10 * Math.max(scale.from, LOG_FROM_MS)
  return isDecades ? decadeTicks(scale, apart) : evenTicks(scale, apart)
}

function evenTicks(scale: TimeScale, apart: number): Tick[] {
  const { from, to, width } = scale
  const step = roundStep(((to - from) * apart) / Math.max(width, 1))
  const ticks: Tick[] = []
  let last = Number.NEGATIVE_INFINITY
  for (let count = Math.ceil(from / step - 1e-9); count * step <= to + step * 1e-9; count += 1) {
    const position = positionOf(scale, count * step)
    if (position - last < apart * 0.6) continue
    last = position
    ticks.push({ at: count * step, label: tickLabel(count * step, step) })
  }
  return ticks
}

function decadeTicks(scale: TimeScale, apart: number): Tick[] {
  const times = [0]
  for (let decade = LOG_FROM_MS; decade <= scale.to; decade *= 10) {
    times.push(...[1, 2, 5].map((digit) => Number((digit * decade).toPrecision(1))))
  }
  const shown: Tick[] = []
  // Powers of ten first: what stands between them is written where there is room.
  for (const isChosen of [isPowerOfTen, isAny]) {
    for (const at of times.filter(isChosen)) {
      if (at < scale.from || at > scale.to) continue
      const position = positionOf(scale, at)
      const isFree = shown.every((tick) => Math.abs(positionOf(scale, tick.at) - position) >= apart)
      if (isFree) shown.push({ at, label: tickLabel(at, at === 0 ? 1 : at) })
    }
  }
  return shown.sort((one, other) => one.at - other.at)
}

function isPowerOfTen(at: number): boolean {
  return at === 0 || Math.abs(Math.log10(at) % 1) < 1e-9
}

function isAny(): boolean {
  return true
}

/** 1, 2 or 5 times a power of ten, and at least `least`. */
export function roundStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1e-6)))
  const digit = [1, 2, 5].find((each) => each * power >= least * (1 - 1e-9)) ?? 10
  return digit * power
}

function tickLabel(at: number, step: number): string {
  if (at === 0) return '0'
  const inSeconds = step >= 1000 || (Math.abs(at) >= 1000 && step >= 100)
  const unit = inSeconds ? 1000 : 1
  const decimals = Math.max(0, -Math.floor(Math.log10(step / unit) + 1e-9))
  return `${(at / unit).toFixed(decimals).replace('-', '−')} ${inSeconds ? 's' : 'ms'}`
}

function warped(warp: Warp, at: number): number {
  switch (warp) {
    case 'linear':
      return at
    case 'log':
      return Math.sign(at) * Math.log10(1 + Math.abs(at) / LOG_FROM_MS)
  }
}

function unwarped(warp: Warp, value: number): number {
  switch (warp) {
    case 'linear':
      return value
    case 'log':
      return Math.sign(value) * (10 ** Math.abs(value) - 1) * LOG_FROM_MS
  }
}
