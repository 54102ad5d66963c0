// The line of a sparkline: oldest to the left, the greatest value at the top. Pure.

export type SparklineShape = { line: string; area: string }

/** @param values in equal steps of time; @param capacity how many fill the whole width: a shorter series stands right */
export function sparklineShape(
  values: readonly number[],
  { width, height, capacity }: { width: number; height: number; capacity: number },
): SparklineShape {
  const shown = values.slice(-capacity)
  if (shown.length < 2) return { line: '', area: '' }
  const greatest = Math.max(...shown, Number.MIN_VALUE)
  const step = width / (capacity - 1)
  const left = width - (shown.length - 1) * step
  // Half a stroke of room above and below.
  const y = (value: number) => 0.75 + (1 - value / greatest) * (height - 1.5)
  const points = shown.map((value, at) => `${round(left + at * step)} ${round(y(value))}`)
  const line = `M${points.join('L')}`
  return { line, area: `${line}L${width} ${height}L${round(left)} ${height}Z` }
}

function round(value: number): number {
  return Math.round(value * 100) / 100
}
