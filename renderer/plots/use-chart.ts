// A chart in the page: made with its element, drawn in the theme's colours, as wide as its place, ended with it.
import { useCallback, useRef } from 'react'
import type { RefObject } from 'react'
import { Chart } from './chart.ts'
import type { ChartOptions } from './chart.ts'
import { onTheme, readColours } from '../ui/theme-colours.ts'

/** @param makeOptions called once, when the element is there; @returns the chart, and what goes to the element's `ref` */
export function useChart(
  makeOptions: () => ChartOptions,
): [chart: RefObject<Chart | null>, ref: (element: HTMLElement | null) => void] {
  const chart = useRef<Chart | null>(null)
  const make = useRef(makeOptions)
  const ref = useCallback((element: HTMLElement | null) => {
    if (element === null) return
    const made = new Chart(element, make.current(), readColours())
    chart.current = made
    const observer = new ResizeObserver(() => made.setWidth(element.clientWidth))
    observer.observe(element)
    const stopTheme = onTheme(() => made.setColours(readColours()))
    return () => {
      observer.disconnect()
      stopTheme()
      made.stop()
      chart.current = null
    }
  }, [])
  return [chart, ref]
}
