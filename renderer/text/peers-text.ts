// Sentences of the Peers page, and of the page of one peer.
import type { Resolution, ResolutionReason } from '../../dataplane/contract/calls.ts'
import { durationText } from '../../dataplane/contract/quantities.ts'
import { counted } from './quantities.ts'

export const peersText = {
  lede: 'Hosts that this computer has met. Their names stay, wherever they are.',
  list: 'Peers',
  filter: 'Filter by name or address',
  state: 'State',
  states: {
    all: 'All',
    active: 'Active',
    quiet: 'Quiet',
    trouble: 'Needs a look',
  },
  count: (shown: number, all: number) =>
    shown === all ? counted(all, 'peer') : `${shown} of ${counted(all, 'peer')}`,
  columns: {
    name: 'Name',
    state: 'State',
    vip: 'VIP',
    endpoint: 'Endpoint',
    heard: 'Heard',
    rtt: 'Round trip',
    received: 'Received',
    key: 'Key',
  },
  never: 'never',
  none: '–',
  empty: 'No peers yet',
  emptySentence:
    'A host appears here when its name is first used by a program, or when it calls this computer, and stays while it is known. Try “ssh” to a name that speaks VIP.',
  noneMatch: 'No peer matches',
  noneMatchSentence: 'No name or address holds these letters in this state.',
  clearFilter: 'Show all',
} as const

export const peerText = {
  back: 'All peers',
  unknown: 'Nothing is known of this host',
  unknownSentence: (name: string) =>
    `${name} is neither a peer nor a known host. A program that uses the name makes it one.`,
  now: 'Now',
  state: 'State',
  lastProof: 'Last proof of life',
  rtt: 'Round trip',
  traffic: 'Traffic',
  trafficSentence: (received: string, sent: string) => `${received} received, ${sent} sent`,
  lease: 'Asked for in DNS again in',
  vipPair: 'VIP pair',
  vipPairSentence:
    'Programs here use the first; the second is this computer, as that host sees it.',
  noVip: 'None is agreed.',
  endpoints: 'Endpoints',
  endpointInUse: 'in use',
  noEndpointInUse: 'None is in use.',
  noEndpoints: 'Nobody knows where it is.',
  keys: 'Keys',
  keysSentence: 'What is stored of this host. A key that differs from these is refused.',
  noKeys: 'No key is stored.',
  offered: 'Offered now, and refused',
  since: (time: string) => `since ${time}`,
  sinceUnknown: 'written into known_hosts by somebody else',
  drops: 'Dropped packets',
  noDrops: 'None were dropped.',
  lookUp: 'What programs get',
  lookUpSentence: 'Asks as a program would. It may begin a negotiation.',
  lookUpButton: 'Look the name up',
  forget: 'Forget …',
  reject: 'Reject its key …',
  forgetTitle: (name: string) => `Forget ${name}?`,
  forgetSentence:
    'Its keys are removed, and it is a stranger again: at the next contact you are asked about its key. Connections to it end.',
  forgetButton: 'Forget it',
  rejectTitle: (name: string) => `Reject the key of ${name}?`,
  rejectSentence:
    'It gets no connection any more and you are not asked again. “Forget” takes that back.',
  rejectButton: 'Reject its key',
  typeName: (name: string) => `Type ${name} to confirm`,
  nameDiffers: 'That is another name.',
  cancel: 'Cancel',
  copied: { vip: 'its VIP', localVip: 'our VIP for it', key: 'the fingerprint' },
} as const

const reasonWords: Readonly<Record<ResolutionReason, string>> = {
  mapped: 'the mapping is there',
  negotiated: 'both hosts have just agreed on it',
  'legacy-host': 'the host does not run VIP, and is reached as before',
  'key-to-check': 'its key waits for a person: on the Trust page, or at the other host',
  'no-answer': 'it speaks VIP, but does not answer',
  terminated: 'the hosts could not agree on a VIP',
  'refused-by-peer': 'it refuses to speak with this computer',
  'key-changed':
    'it offers another key than the one that is trusted: somebody may stand in between',
  rejected: 'you rejected its key; “Forget” takes that back',
  'dnssec-mismatch': 'its key is not the one that DNSSEC proves',
  'dnssec-missing': 'only keys that DNSSEC proves are trusted here, and its zone has none',
  'dnssec-bogus': 'the answers about it are forged, or out of date',
  'trust-store-fault': 'the trust store cannot be read; the Status page says more',
  'trust-store-full':
    'it is new, and the trust store has no room for new hosts; the Status page says more',
  'no-such-name': 'DNS has no address for the name',
  'dns-failed': 'no name server answers',
  'peer-endpoint': 'its packets go there now',
  'dns-address': 'DNS says so',
  'switched-off': 'mobility is off',
}

const kindWords: Readonly<Record<Resolution['kind'], string>> = {
  vip: 'through VIP',
  legacy: 'its own address',
  pending: 'its own address for now',
  refused: 'Refused',
  unreachable: 'Not reachable',
}

/** `240.1.2.3, through VIP: the mapping is there (0.4 ms).` */
export function resolutionSentence({
  kind,
  address,
  reason,
  elapsedMs,
  rounds,
}: Resolution): string {
  const given = address === null ? kindWords[kind] : `${address}, ${kindWords[kind]}`
  const negotiated = rounds === 0 ? '' : `, ${counted(rounds, 'round')}`
  return `${given}: ${reasonWords[reason]} (${durationText(elapsedMs)}${negotiated}).`
}
