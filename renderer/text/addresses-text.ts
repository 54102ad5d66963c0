// Sentences of the Addresses page.
import { counted } from './quantities.ts'

export const addressesText = {
  lede: 'Which VIP stands for which name. Programs keep using a VIP; where it leads may change.',
  list: 'Names and VIPs',
  filter: 'Find a name or an address',
  count: (shown: number, all: number) =>
    shown === all ? counted(all, 'mapping') : `${shown} of ${counted(all, 'mapping')}`,
  columns: {
    name: 'Name',
    vip: 'Its VIP',
    vip6: 'Its VIP, IPv6',
    localVip: 'Ours for it',
    state: 'State',
    age: 'Agreed',
  },
  agreed: (time: string) => `Agreed ${time}`,
  none: '–',
  empty: 'No names have a VIP yet',
  emptySentence:
    'A name gets one when a program first uses it and its host speaks VIP. It keeps the VIP over sleep, restart and moves.',
  noneMatch: 'Nothing matches',
  noneMatchSentence: 'No name and no address holds these letters.',
  clearFilter: 'Show all',
} as const
