// Numbers as people read them.

const byteUnits = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `5.4 MB`: decimal, as interfaces and disks are counted. */
export function bytesText(bytes: number): string {
  let value = bytes
  let at = 0
  while (value >= 999.5 && at < byteUnits.length - 1) {
    value /= 1000
    at += 1
  }
  const digits = at === 0 || value >= 9.95 ? 0 : 1
  return `${value.toFixed(digits)} ${byteUnits[at]}`
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

/** `2026-01-31 14:05:09` of this machine's time zone. @param ms since 1970 */
export function timeText(ms: number): string {
  const date = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`
}
