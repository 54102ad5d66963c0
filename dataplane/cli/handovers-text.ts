// What `vip handovers` tells people: one block a move.
import type { Handover, HandoverEvent, HandoverPartner, LastMove } from '../contract/handovers.ts'
import { durationText } from '../contract/quantities.ts'
import { columns } from './columns.ts'
import { printable } from './printable.ts'
import { timeText } from './quantities.ts'

export function handoversText(handovers: readonly Handover[]): string {
  if (handovers.length === 0) return 'No moves: neither this host nor a partner was elsewhere.\n'
  return handovers.map(blockOf).join('\n')
}

/** `192.0.2.7 (lan1) → 198.51.100.7 (lan2), 1.8 ms, 2026-01-31 14:05:09`. */
export function lastMoveText(move: LastMove): string {
  const outage = move.outageMs === null ? '' : `, ${durationText(move.outageMs)}`
  const state = move.state === 'running' ? ', goes on' : ''
  return `${wayOf(move)}${outage}${state}, ${timeText(move.startedAt)}`
}

function blockOf(handover: Handover): string {
  const { id, startedAt, cause, state, events, omitted, partners, omittedPartners } = handover
  const heading = `Move ${id}, ${timeText(startedAt)}: ${printable(wayOf(handover))}, ${cause}`
  const lanes = partners.map((partner) => {
    const sums = `  ${printable(partner.name)}: ${sumsOf(partner, state)}\n`
    return `${sums}${phasesText(partner.events)}${omittedText(partner.omitted + omitted)}`
  })
  // Where there are partners, each shows what happened to this host.
  if (lanes.length === 0) lanes.push(`${phasesText(events)}${omittedText(omitted)}`)
  const others = omittedPartners === 0 ? '' : `  and ${counted(omittedPartners, 'more partner')}\n`
  return `${heading}${state === 'running' ? ', goes on' : ''}\n${lanes.join('')}${others}`
}

function wayOf({ from, to }: Pick<Handover, 'from' | 'to'>): string {
  return `${from ?? 'nowhere'} → ${to ?? 'nowhere'}`
}

function sumsOf(partner: HandoverPartner, state: Handover['state']): string {
  const { outageMs, held, resent, lost } = partner
  const silence = state === 'running' ? 'not heard yet' : 'not heard on the new path'
  return [
    outageMs === null ? silence : `${durationText(outageMs)} outage`,
    ...(held > 0 ? [`${counted(held, 'packet')} held`] : []),
    ...(resent > 0 ? [`${counted(resent, 'TCP segment')} sent again`] : []),
    ...(lost > 0 ? [`${counted(lost, 'packet')} lost`] : []),
  ].join(', ')
}

/** Times to the right, then what happened and the rest, each in its column. */
function phasesText(events: readonly HandoverEvent[]): string {
  const times = events.map(({ at }) => `${at.toFixed(3)} ms`)
  const width = Math.max(...times.map(({ length }) => length))
  return columns(
    events.map(({ what, detail }, at) => [
      `    ${(times[at] ?? '').padStart(width)}`,
      what,
      detail ?? '',
    ]),
  )
}

function omittedText(omitted: number): string {
  return omitted === 0 ? '' : `    and ${counted(omitted, 'more line')}\n`
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`
}
