// Sentences of the Partners page.
import { countdownText, rateText } from './quantities.ts'

export const partnersText = {
  lede: 'Hosts that this computer has just talked with. When it moves, these are told at once.',
  list: 'Partners',
  columns: {
    name: 'Name',
    state: 'State',
    path: 'Path',
    rtt: 'Round trip',
    throughput: 'Last minute',
    rate: 'Now',
    lease: 'Lease',
  },
  none: '–',
  noPath: 'nobody knows where it is',
  heard: 'heard',
  noLease: 'none yet',
  throughput: (name: string, perSecond: number) =>
    `Throughput with ${name} over the last minute; now ${rateText(perSecond)}.`,
  leaseSentence:
    'Lease: the time until DNS is asked again where a silent partner is. There is none before something has come from it.',
  empty: 'No partners right now',
  emptySentence:
    'A host is a partner while packets pass, and for two minutes after. Open a connection to a VIP name to see one.',
} as const

/**
 * @param leftMs null where no lease runs down
 * @param wasHeard whether anything authentic has ever come from the partner; undefined where nobody says
 */
export function leaseText(leftMs: number | null, wasHeard: boolean | undefined): string {
  if (leftMs !== null) return countdownText(leftMs)
  if (wasHeard === undefined) return partnersText.none
  return wasHeard ? partnersText.heard : partnersText.noLease
}
