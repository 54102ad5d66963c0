// What `vip status` and `vip doctor` tell people.
import type { Diagnosis } from '../contract/calls.ts'
import type { HealthRow, Status } from '../contract/model.ts'
import { durationText } from '../contract/quantities.ts'
import { columns, labelled } from './columns.ts'
import { ddnsText } from './ddns-text.ts'
import { lastMoveText } from './handovers-text.ts'
import { printable } from './printable.ts'

const newKeys: Record<Status['trustPolicy'], string> = {
  ask: 'wait until you have looked at them ("vip trust list")',
  'accept-new': 'are taken at first contact; a changed key is refused',
  dnssec: 'are taken only when DNSSEC proves them',
}

/** @param nowMs since 1970 */
export function statusText(status: Status, nowMs: number): string {
  const { name, vips, vip6, addresses, resolver, port, tun } = status
  const places = addresses.map(
    ({ address, interface: link, preferred }) =>
      `${address} on ${link}${preferred ? ', preferred' : ''}`,
  )
  const upstream = resolver.upstream.length === 0 ? '' : `, asks ${resolver.upstream.join(', ')}`
  return [
    `${printable(name ?? 'This host (without a name: it can only call out)')} is ${stateText(status)}.\n\n`,
    labelled([
      ['VIPs', ...vips, ...(vip6 === null ? [] : [vip6])],
      ['Key', status.fingerprint],
      ['Addresses', ...(places.length === 0 ? ['none: this host is offline'] : places)],
      ['Port', `UDP ${port}, interface ${tun}`],
      ['Resolver', `${resolver.listen}${upstream}`],
      ['Dynamic DNS', ddnsText.state(status.ddns)],
      ['New keys', newKeys[status.trustPolicy]],
      ['Last move', ...(status.lastMove === null ? [] : [lastMoveText(status.lastMove)])],
      ['Dropped', ...countersText(status.drops)],
      [
        'Helper',
        `version ${status.version}, runs for ${durationText(Math.max(0, nowMs - status.startedAt))}`,
      ],
    ]),
    ...status.health.map((row) => `\n${healthText(row)}`),
  ].join('')
}

function stateText({ enabled, ready }: Status): string {
  if (!ready) return 'starting'
  return enabled ? 'on' : 'off; "vip up" turns mobility on'
}

/** The largest first; none for nothing. */
export function countersText(counters: Readonly<Record<string, number>>): string[] {
  const counted = Object.entries(counters).filter(([, count]) => count > 0)
  if (counted.length === 0) return []
  return [
    counted
      .toSorted(([, one], [, other]) => other - one)
      .map(([reason, count]) => `${count} ${reason}`)
      .join(', '),
  ]
}

const healthWords: Record<HealthRow['severity'], string> = {
  info: 'Note',
  warning: 'Warning',
  error: 'BROKEN',
}

function healthText({ severity, text, remedy }: HealthRow): string {
  const help = remedy === null ? '' : `  ${printable(remedy)}\n`
  return `${healthWords[severity]}: ${printable(text)}\n${help}`
}

const outcomeWords = { ...healthWords, ok: 'ok', skipped: 'skipped' }

export function diagnosisText({ checks }: Diagnosis): string {
  const rows = checks.flatMap(({ severity, text, remedy }) => [
    [outcomeWords[severity], text],
    ...(remedy === null ? [] : [['', `→ ${remedy}`]]),
  ])
  return columns(rows)
}
