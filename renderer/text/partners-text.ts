// Sentences of the Partners page.
import { rateText } from './quantities.ts'

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
  throughput: (name: string, perSecond: number) =>
    `Throughput with ${name} over the last minute; now ${rateText(perSecond)}.`,
  leaseSentence: 'Lease: the time until DNS is asked again where a silent partner is.',
  empty: 'No partners right now',
  emptySentence:
    'A host is a partner while packets pass, and for two minutes after. Open a connection to a VIP name to see one.',
} as const
