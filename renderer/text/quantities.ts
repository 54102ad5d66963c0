// Numbers, ages and sums as people read them on the pages; what the command line says alike is in the contract.
import { durationText, scaledText } from '../../dataplane/contract/quantities.ts'

const rateUnits = ['bit/s', 'kbit/s', 'Mbit/s', 'Gbit/s'] as const

/** `12 Mbit/s`, as links are sold. */
export function rateText(bytesPerSecond: number): string {
  return scaledText(bytesPerSecond * 8, rateUnits)
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
