// What an act on the lab is called on the command line of `vip lab`. Pure.
import type { InferOutput } from 'valibot'
import type { deskActs } from '../bridge/acts.ts'

type Link = InferOutput<(typeof deskActs)['labLink']>
type Move = InferOutput<(typeof deskActs)['labMove']>

/** One command for all, so that they move in the same moment. */
export function moveWords({ moves, kind }: Move): string[] {
  const how = kind === 'make-before-break' ? ['--make-before-break'] : []
  return ['move', ...moves.flatMap(({ host, lan }) => [host, lan]), '--json', ...how]
}

export function linkWords({ host, lan, settings }: Link): string[] {
  if (settings === null) return ['link', host, lan, '--clear']
  const { delayMs, jitterMs, lossPercent, reorderPercent, duplicatePercent, rateBitPerSecond } =
    settings
  return [
    ...['link', host, lan],
    ...['--delay', `${plain(delayMs)}ms`, '--jitter', `${plain(jitterMs)}ms`],
    ...['--loss', `${plain(lossPercent)}%`, '--reorder', `${plain(reorderPercent)}%`],
    ...['--duplicate', `${plain(duplicatePercent)}%`],
    ...['--rate', rateBitPerSecond === null ? 'none' : `${plain(rateBitPerSecond)}bit`],
  ]
}

/** Without an exponent, which the command line does not take. */
function plain(value: number): string {
  return String(Number(value.toFixed(6)))
}
