// Amounts as people read them, on the pages and on the command line alike. Pure.

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `5.4 MB`: decimal, as interfaces and disks are counted. */
export function bytesText(bytes: number): string {
  return scaledText(bytes, byteUnits)
}

/** Rounded, in the greatest unit that leaves something before the point. @param units each a thousand of the one before */
export function scaledText(amount: number, units: readonly string[]): string {
  let value = amount
  let at = 0
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000
    at += 1
  }
  const digits = at === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits)} ${units[at]}`
}

/** `23 ms`, `1.2 s`, `2 min`, `3 h`, `4 days`. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : ms.toFixed(0)} ms`
  if (ms < 10_000) return `${(ms / 1000).toFixed(1)} s`
  if (ms < 120_000) return `${(ms / 1000).toFixed(0)} s`
  if (ms < 7_200_000) return `${(ms / 60_000).toFixed(0)} min`
  if (ms < 172_800_000) return `${(ms / 3_600_000).toFixed(0)} h`
  return `${(ms / 86_400_000).toFixed(0)} days`
}
