// The words for how it stands with a peer, its key and its mapping. The same on every page.
import type { Mapping, Peer, PeerState } from '../../dataplane/contract/model.ts'

export type TrustState = Peer['trust']['state']

export const peerStateText: Readonly<Record<PeerState, { word: string; sentence: string }>> = {
  negotiating: { word: 'Negotiating', sentence: 'Both hosts are agreeing on keys and addresses.' },
  pending: {
    word: 'Key to check',
    sentence: 'A key waits for a person: here on the Trust page, or at the other host.',
  },
  active: { word: 'Active', sentence: 'Something authentic came within the last 10 seconds.' },
  quiet: { word: 'Quiet', sentence: 'Nothing to say: no traffic in the last 10 seconds.' },
  unreachable: {
    word: 'Not answering, trying …',
    sentence: 'Packets are sent and nothing comes back. DNS is asked where the host is now.',
  },
  invalid: {
    word: 'VIP invalid',
    sentence: 'Its old VIP could not be had again. Programs that still use it get an error.',
  },
}

/** What a mark says while the helper is not there to vouch for it. */
export const staleStateText = {
  word: 'Not known',
  sentence: 'The helper does not answer, so nobody knows.',
}

export const trustStateText: Readonly<Record<TrustState, { word: string; sentence: string }>> = {
  unknown: { word: 'No key yet', sentence: 'No key of this host is stored.' },
  pending: { word: 'Key to check', sentence: 'Its key waits for you on the Trust page.' },
  'first-use': {
    word: 'Trusted on first use',
    sentence: 'Its key was taken as it came. Nobody has compared it.',
  },
  verified: { word: 'Verified', sentence: 'A person pasted the fingerprint they expected.' },
  dnssec: { word: 'Verified by DNSSEC', sentence: 'DNSSEC proves that the key is this name’s.' },
  file: {
    word: 'From known_hosts',
    sentence: 'Somebody wrote the key into the known_hosts file.',
  },
  rejected: { word: 'Rejected', sentence: 'You rejected its key: it gets no connection.' },
  changed: {
    word: 'Key changed',
    sentence: 'It offered another key than the stored one, and was refused.',
  },
}

export const notConnected = 'Known, but not connected: a program that uses its name connects it.'

/** Of a peer's own page. Nothing is sent to a host that has no VIP, and nothing comes from it. */
export function peerStateSentence({ state, vip, trust }: Pick<Peer, 'state' | 'vip' | 'trust'>) {
  if (vip !== null || (state !== 'quiet' && state !== 'unreachable'))
    return peerStateText[state].sentence
  const isRefused = trust.state === 'changed' || trust.state === 'rejected'
  return isRefused ? trustStateText[trust.state].sentence : notConnected
}

export const mappingStateText: Readonly<
  Record<Mapping['state'], { word: string; sentence: string }>
> = {
  active: { word: 'Active', sentence: 'Programs reach this host by its VIP.' },
  temporary: {
    word: 'Temporary',
    sentence: 'One side uses its physical address. Ends when that side moves.',
  },
  invalid: { word: 'Invalid', sentence: 'The VIP could not be had again.' },
}
