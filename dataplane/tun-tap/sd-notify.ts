// Tells systemd, or another service manager that speaks sd_notify(3), how the service is.
import { loadAddon } from './load-addon.ts'

/** `STATUS` is a line for people, in `systemctl status`. Several lines are told at once. */
export type ServiceState =
  'READY=1' | 'STOPPING=1' | 'RELOADING=1' | 'WATCHDOG=1' | `STATUS=${string}`

/**
 * @returns false where no service manager asked to be told (NOTIFY_SOCKET is not set)
 * @throws Error with `code` when it asked and cannot be reached
 */
export function sdNotify(...states: ServiceState[]): boolean {
  const path = process.env['NOTIFY_SOCKET']
  if (path === undefined || path === '') return false
  // A line break inside a status would begin an assignment of its own.
  const lines = states.map((state) => state.replaceAll('\n', ' '))
  loadAddon<SdNotifyAddon>().sdNotify(path, lines.join('\n'))
  return true
}

/**
 * How often the service manager wants `WATCHDOG=1` at the latest (sd_watchdog_enabled(3)): send it at half
 * of this. Null where it does not watch this process.
 */
export function watchdogIntervalMs(): number | null {
  const { WATCHDOG_USEC: intervalUs, WATCHDOG_PID: pid } = process.env
  if (pid !== undefined && Number(pid) !== process.pid) return null
  const intervalMs = Number(intervalUs) / 1000
  return intervalMs > 0 ? intervalMs : null
}

/** What addon/sd-notify-addon.cc exports. */
export type SdNotifyAddon = {
  sdNotify(path: string, state: string): void
}
