// One chart as SVG: axes, points or lines of several series, bands and marks in time. Colours follow the reader's choice of
// light or dark; series differ by shape as well. Pure.
import { placeOn, ticksOf } from './scale.ts'
import type { Scale } from './scale.ts'
import { element, textElement } from './svg.ts'

export interface Series {
  label: string
  /** Which of the colours of the style. */
  colour: 1 | 2 | 3 | 4
  shape: 'dots' | 'rings' | 'line' | 'dashes'
  points: readonly (readonly [x: number, y: number])[]
}

export interface Chart {
  title: string
  /** What was measured, in one line. */
  subtitle: string
  xLabel: string
  yLabel: string
  xDomain: readonly [number, number]
  yDomain: readonly [number, number]
  series: readonly Series[]
  /** Spans of x. */
  bands: readonly { from: number; to: number; label: string }[]
  /** Places on x. */
  marks: readonly { x: number; label: string }[]
}

export const chartSize = { width: 720, height: 440 }
const plot = { left: 70, right: 700, top: 92, bottom: 384 }

const style = `
svg { --paper: #fdfdfb; --ink: #23262b; --soft: #6a707a; --grid: #e3e4e1; --band: #e9e4d6;
  --c1: #1b6ca8; --c2: #c2571a; --c3: #2f855a; --c4: #8a5a9e; }
@media (prefers-color-scheme: dark) {
  svg { --paper: #16181c; --ink: #e8e8e4; --soft: #9aa1ab; --grid: #2b2f36; --band: #2f2c24;
    --c1: #63b3ed; --c2: #f29a5b; --c3: #68d391; --c4: #c9a0dc; }
}
text { font: 13px system-ui, "Liberation Sans", Arial, sans-serif; fill: var(--soft); }
.title { font-size: 17px; font-weight: 600; fill: var(--ink); }
.mark { fill: var(--ink); font-size: 12px; }
.number { font-variant-numeric: tabular-nums; }`

/** Charts one below the other in one drawing. */
export function drawing(charts: readonly Chart[]): string {
  const { width, height } = chartSize
  const all = charts.map((chart, index) =>
    element('g', { transform: `translate(0 ${index * height})` }, chartBody(chart)),
  )
  const size = { width, height: height * charts.length }
  const background = element('rect', { ...size, fill: 'var(--paper)' })
  const label = charts.map(({ title }) => title).join('; ')
  const root = { xmlns: 'http://www.w3.org/2000/svg', viewBox: `0 0 ${size.width} ${size.height}` }
  return `${element(
    'svg',
    { ...root, ...size, role: 'img', 'aria-label': label },
    `<style>${style}\n</style>${background}${all.join('')}`,
  )}\n`
}

function chartBody(chart: Chart): string {
  const x: Scale = { domain: chart.xDomain, range: [plot.left, plot.right] }
  const y: Scale = { domain: chart.yDomain, range: [plot.bottom, plot.top] }
  return [
    textElement({ x: 20, y: 32, class: 'title' }, chart.title),
    textElement({ x: 20, y: 54 }, chart.subtitle),
    ...chart.bands.map((band) => bandBody(x, band)),
    gridBody(x, y),
    ...chart.marks.map((mark) => markBody(x, mark)),
    ...chart.series.map((series) => seriesBody(x, y, series)),
    legendBody(chart.series),
    textElement({ x: (plot.left + plot.right) / 2, y: 426, 'text-anchor': 'middle' }, chart.xLabel),
    textElement(
      {
        transform: `translate(18 ${(plot.top + plot.bottom) / 2}) rotate(-90)`,
        'text-anchor': 'middle',
      },
      chart.yLabel,
    ),
  ].join('')
}

function gridBody(x: Scale, y: Scale): string {
  const line = { stroke: 'var(--grid)', 'stroke-width': 1 }
  const across = ticksOf(y.domain, 6).map((value) => {
    const at = placeOn(y, value)
    const label = { x: plot.left - 8, y: at + 4, 'text-anchor': 'end', class: 'number' }
    return (
      element('line', { x1: plot.left, x2: plot.right, y1: at, y2: at, ...line }) +
      textElement(label, numberText(value))
    )
  })
  const along = ticksOf(x.domain, 8).map((value) => {
    const at = placeOn(x, value)
    const label = { x: at, y: plot.bottom + 20, 'text-anchor': 'middle', class: 'number' }
    const tick = { x1: at, x2: at, y1: plot.bottom, y2: plot.bottom + 5, stroke: 'var(--soft)' }
    return element('line', tick) + textElement(label, numberText(value))
  })
  const ground = { x1: plot.left, x2: plot.right, y1: plot.bottom, y2: plot.bottom }
  return [...across, ...along, element('line', { ...ground, stroke: 'var(--soft)' })].join('')
}

function bandBody(x: Scale, { from, to, label }: Chart['bands'][number]): string {
  const left = placeOn(x, from)
  const width = Math.max(1, placeOn(x, to) - left)
  const height = plot.bottom - plot.top
  return (
    element('rect', { x: left, y: plot.top, width, height, fill: 'var(--band)' }) +
    textElement({ x: left - 6, y: plot.top + 14, 'text-anchor': 'end', class: 'mark' }, label)
  )
}

function markBody(x: Scale, { x: value, label }: Chart['marks'][number]): string {
  const at = placeOn(x, value)
  const line = { x1: at, x2: at, y1: plot.top, y2: plot.bottom, stroke: 'var(--ink)' }
  return (
    element('line', { ...line, 'stroke-dasharray': '2 3' }) +
    textElement({ x: at + 6, y: plot.top + 14, class: 'mark' }, label)
  )
}

function seriesBody(x: Scale, y: Scale, series: Series): string {
  const colour = `var(--c${series.colour})`
  const places = series.points.map(([px, py]) => [placeOn(x, px), placeOn(y, py)] as const)
  switch (series.shape) {
    case 'dots':
      return places.map(([cx, cy]) => element('circle', { cx, cy, r: 1.7, fill: colour })).join('')
    case 'rings':
      return places
        .map(([cx, cy]) => element('circle', { cx, cy, r: 2.4, fill: 'none', stroke: colour }))
        .join('')
    case 'line':
    case 'dashes': {
      const points = places.map(([px, py]) => `${px.toFixed(1)},${py.toFixed(1)}`).join(' ')
      const line = { points, fill: 'none', stroke: colour, 'stroke-width': 2 }
      if (series.shape === 'dashes')
        return element('polyline', { ...line, 'stroke-dasharray': '6 5' })
      const ends = places.map(([cx, cy]) => element('circle', { cx, cy, r: 3.5, fill: colour }))
      return element('polyline', line) + ends.join('')
    }
    default:
      return series.shape satisfies never
  }
}

function legendBody(all: readonly Series[]): string {
  let left = plot.left
  return all
    .map((series) => {
      const at = left
      // About what the letters take.
      left += 44 + 7 * series.label.length
      const sample = { ...series, points: [0, 10, 20].map((step) => [at + step, 0] as const) }
      const here: Scale = { domain: [0, 1000], range: [0, 1000] }
      const level: Scale = { domain: [0, 1], range: [76, 76] }
      return seriesBody(here, level, sample) + textElement({ x: at + 28, y: 80 }, series.label)
    })
    .join('')
}

function numberText(value: number): string {
  return String(Math.round(value * 1000) / 1000)
}
