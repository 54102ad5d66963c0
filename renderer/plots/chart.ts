// A canvas with axes (uPlot), whose inside somebody else draws: extents and redrawing are told to it, and the theme's colours.
import uPlot from 'uplot'
import type { ThemeColours } from '../ui/theme-colours.ts'

export type Extents = { x: readonly [number, number]; y: readonly [number, number] }

/** Positions in the canvas's own pixels. */
export type Plane = {
  context: CanvasRenderingContext2D
  left: number
  top: number
  width: number
  height: number
  /** Canvas pixels to one of CSS. */
  ratio: number
  xOf: (value: number) => number
  yOf: (value: number) => number
}

export interface ChartOptions {
  height: number
  xText: (value: number, step: number) => string
  yText: (value: number, step: number) => string
  /** CSS pixels left of the plane for the numbers. */
  yAxisWidth: number
  draw: (plane: Plane, colours: ThemeColours) => void
  /** Where the pointer is, in values; null where it is nowhere. */
  onPoint?: (at: { x: number; y: number } | null) => void
}

const FONT = "11px 'Inter Variable', system-ui, sans-serif"

export class Chart {
  readonly #plot: uPlot
  #colours: ThemeColours
  #extents: Extents = { x: [0, 1], y: [0, 1] }

  constructor(element: HTMLElement, options: ChartOptions, colours: ThemeColours) {
    this.#colours = colours
    const { height, draw } = options
    this.#plot = new uPlot(
      {
        width: Math.max(1, element.clientWidth),
        height,
        pxAlign: 0,
        padding: [8, 22, 0, 0],
        legend: { show: false },
        cursor: {
          drag: { x: false, y: false },
          points: { show: false },
          x: options.onPoint !== undefined,
          y: false,
        },
        scales: {
          x: { time: false, range: () => [...this.#extents.x] },
          y: { range: () => [...this.#extents.y] },
        },
        axes: [
          this.#axis(options.xText, { space: 70, size: 26 }),
          this.#axis(options.yText, { space: 34, size: options.yAxisWidth }),
        ],
        // What uPlot itself draws is the axes: this series only carries the extents.
        series: [{}, { paths: () => null, points: { show: false } }],
        hooks: {
          draw: [(plot) => draw(planeOf(plot, this.#extents), this.#colours)],
          setCursor: [(plot) => options.onPoint?.(pointedAt(plot))],
        },
      },
      this.#data(),
      element,
    )
  }

  /** Draws again. */
  show(extents: Extents): void {
    this.#extents = extents
    this.#plot.setData(this.#data())
  }

  setColours(colours: ThemeColours): void {
    this.#colours = colours
    this.#plot.redraw(false, true)
  }

  setWidth(width: number): void {
    if (width > 0 && width !== this.#plot.width) {
      this.#plot.setSize({ width, height: this.#plot.height })
    }
  }

  stop(): void {
    this.#plot.destroy()
  }

  #data(): uPlot.AlignedData {
    return [[...this.#extents.x], [...this.#extents.y]]
  }

  #axis(
    text: (value: number, step: number) => string,
    { space, size }: { space: number; size: number },
  ): uPlot.Axis {
    return {
      ...{ space, size, gap: 6, font: FONT },
      stroke: () => this.#colours['ink-faint'],
      grid: { stroke: () => this.#colours.line, width: 1 },
      ticks: { show: false },
      values: (_, splits) => {
        const step = (splits[1] ?? 1) - (splits[0] ?? 0)
        return splits.map((value) => text(value, step))
      },
    }
  }
}

function planeOf(plot: uPlot, { x, y }: Extents): Plane {
  const { left, top, width, height } = plot.bbox
  const perX = width / (x[1] - x[0] || 1)
  const perY = height / (y[1] - y[0] || 1)
  return {
    ...{ context: plot.ctx, left, top, width, height, ratio: uPlot.pxRatio },
    xOf: (value) => left + (value - x[0]) * perX,
    yOf: (value) => top + height - (value - y[0]) * perY,
  }
}

function pointedAt(plot: uPlot): { x: number; y: number } | null {
  const { left = -1, top = -1 } = plot.cursor
  if (left < 0 || top < 0) return null
  return { x: plot.posToVal(left, 'x'), y: plot.posToVal(top, 'y') }
}
