// Whether this computer's clock is right, as far as anybody here can say: signed updates are taken only within 300 s of
// the name server's time (RFC 8945 section 10), and systemd-timesyncd tells when it has heard a time server.
import type { Status } from '../../contract/model.ts'
import type { Check } from './check.ts'
import { ok, skipped } from './check.ts'
import type { Machine } from './machine.ts'

/** Touched at each answer of a time server (systemd-timesyncd.service(8)). */
const synchronizedFile = '/run/systemd/timesync/synchronized'

const dayMs = 86_400_000

/** @param hostKeyPath a file that was certainly made before now */
export function clockCheck(
  { ddns }: Status,
  machine: Machine,
  hostKeyPath: string,
  nowMs: number,
): Check {
  const madeAtMs = machine.fileAt(hostKeyPath)?.changedAtMs
  if (madeAtMs !== undefined && nowMs < madeAtMs) {
    return {
      code: 'clock',
      severity: 'error',
      text: `This computer's clock is behind: it says ${new Date(nowMs).toISOString()}, and the host key was made after that.`,
      remedy: 'Set it, best by a time server ("timedatectl set-ntp true").',
    }
  }
  // A wrong clock is among the reasons that a refused update gives by itself.
  if (ddns.provider === 'rfc2136' && ddns.state === 'current' && ddns.lastUpdate !== null) {
    return ok(
      'clock',
      'The name server took a signed update: its clock and this one agree within 300 s.',
    )
  }
  const heardAtMs = machine.fileAt(synchronizedFile)?.changedAtMs
  if (heardAtMs !== undefined && nowMs - heardAtMs < dayMs) {
    return ok('clock', 'A time server has set the clock within the last day (systemd-timesyncd).')
  }
  return skipped(
    'clock',
    'Nothing here can say whether the clock is right: no signed update was taken, and systemd-timesyncd tells of no time server.',
  )
}
