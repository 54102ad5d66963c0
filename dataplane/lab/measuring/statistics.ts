// Of several runs: the middle, and how far they were apart.

export type Summary = { median: number; min: number; max: number }

/** @throws RangeError without a value */
export function summarize(values: readonly number[]): Summary {
  const sorted = values.toSorted((one, other) => one - other)
  return {
    median: percentile(sorted, 50),
    min: percentile(sorted, 0),
    max: percentile(sorted, 100),
  }
}

/**
 * Between two values the result lies between them, so that the 50th of an even number is their mean.
 * @param percent from 0 to 100
 * @throws RangeError without a value
 */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((one, other) => one - other)
  const at = ((sorted.length - 1) * percent) / 100
  const below = sorted[Math.floor(at)]
  const above = sorted[Math.ceil(at)]
  if (below === undefined || above === undefined) throw new RangeError('there is no value')
  return below + (above - below) * (at - Math.floor(at))
}
