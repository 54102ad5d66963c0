// Numbers, ages and sums as people read them on the pages.

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `5.4 MB`: decimal, as interfaces and disks are counted. */
export function bytesText(bytes: number): string {
  return scaled(bytes, byteUnits)
}

const rateUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const

/** `12 Mbit/s`, as links are sold. */
export function rateText(bytesPerSecond: number): string {
  return scaled(bytesPerSecond * 8, rateUnits)
}

function scaled(amount: number, units: readonly string[]): string {
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

/** `2 min ago`; whole seconds, since a page is drawn again each second at most. */
export function agoText(ms: number): string {
  if (ms < 1000) return 'just now'
  return `${ms < 120_000 ? `${Math.floor(ms / 1000)} s` : durationText(ms)} ago`
}

/** `1:05`, of what counts down. */
export function countdownText(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

/** `31 Jan 2026, 14:05` in the person's own time zone. @param ms since 1970 */
export function timeText(ms: number): string {
  return timeFormat.format(ms)
}
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' })

/** For `<time dateTime>`. */
export function machineTime(ms: number): string {
  return new Date(ms).toISOString()
}

/** `1 key`, `3 keys`, `12,000 keys`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${countText(count)} ${count === 1 ? one : many}`
}

export function countText(count: number): string {
  return countFormat.format(count)
}
const countFormat = new Intl.NumberFormat('en-GB')
