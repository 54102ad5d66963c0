// Words of the frame: navigation, the switch, what is always in sight, and what screen readers are told by themselves.
import type { PageName, Viewpoint } from '../../main/bridge/desk-state.ts'
import { counted } from './quantities.ts'

export const pageTitles: Readonly<Record<PageName, string>> = {
  status: 'Status',
  peers: 'Peers',
  addresses: 'Addresses',
  partners: 'Partners',
  handovers: 'Handovers',
  trust: 'Trust',
  lab: 'Lab',
  settings: 'Settings',
  'first-run': 'Set up',
}

export const frameText = {
  windowTitle: (page: string) => `${page} · VIP`,
  skip: 'Skip to the page',
  navigation: 'Pages',
  mobility: 'Mobility',
  on: 'On',
  off: 'Off',
  notKnown: 'Unknown',
  readOnly: 'You may look, not change',
  viewpoint: 'Looking at',
  viewpoints: { machine: 'Here', a: 'Host a', b: 'Host b' } satisfies Record<
    ViewpointChoice,
    string
  >,
  thisComputer: 'This computer',
  labViewpoint: (host: 'a' | 'b') => `Lab host ${host}`,
  keysToCheck: (count: number) => `, ${counted(count, 'key')} to check`,
  pageFailed: 'This page has failed',
  pageFailedSentence:
    'A fault of the app, not of your connections: those are the helper’s. The other pages still work.',
  tryAgain: 'Try again',
  connecting: 'Connecting …',
  loading: 'Reading what the helper knows …',
  /** In the place of how it stands with the helper, once nobody can tell. */
  notConnected: 'Not connected',
  gone: 'The program that served this page has ended',
  goneSentence:
    'Start “vip ui” again and open the address that it prints. Your connections are the helper’s, and go on.',
} as const

export type ViewpointChoice = 'machine' | 'a' | 'b'

export function viewpointChoice(viewpoint: Viewpoint): ViewpointChoice {
  return viewpoint.kind === 'machine' ? 'machine' : viewpoint.host
}

export const announcements = {
  mobilityOn: 'Mobility is on.',
  mobilityOff: 'Mobility is off.',
  newKey: (name: string) => `The key of ${name} waits to be checked.`,
  newKeys: (count: number) => `${counted(count, 'key')} wait to be checked.`,
  changedKey: (name: string) => `Warning: ${name} offers another key than the stored one.`,
} as const
