// What `vip peers` and `vip resolve` tell people.
import type { Resolution, ResolutionReason } from '../contract/calls.ts'
import type { Peer, PeerState } from '../contract/model.ts'
import { bytesText, durationText } from '../contract/quantities.ts'
import { columns } from './columns.ts'
import { printable } from './printable.ts'
import { countersText } from './status-text.ts'

const stateWords: Record<PeerState, string> = {
  negotiating: 'negotiating',
  pending: 'key to check',
  active: 'active',
  quiet: 'quiet',
  unreachable: 'not answering',
  invalid: 'VIP invalid',
}

const trustWords: Record<Peer['trust']['state'], string> = {
  unknown: 'unknown',
  pending: 'waits for you',
  'first-use': 'first use',
  verified: 'verified',
  dnssec: 'DNSSEC',
  file: 'known_hosts',
  rejected: 'rejected',
  changed: 'KEY CHANGED',
}

export function peersText(peers: readonly Peer[]): string {
  if (peers.length === 0)
    return 'No peers yet: a name that speaks VIP appears here when it is first used.\n'
  const heading = ['NAME', 'VIP', 'STATE', 'HEARD', 'RTT', 'RECEIVED', 'SENT', 'ENDPOINT', 'KEY']
  const rows = peers.map((peer) => [
    peer.name,
    peer.vip ?? '-',
    stateWords[peer.state],
    peer.lastProofMs === null ? 'never' : `${durationText(peer.lastProofMs)} ago`,
    peer.rttMs === null ? '-' : durationText(peer.rttMs),
    bytesText(peer.rxBytes),
    bytesText(peer.txBytes),
    peer.endpoint ?? '-',
    trustWords[peer.trust.state],
  ])
  const drops = peers.flatMap(({ name, drops: counters }) =>
    countersText(counters).map((text) => `Dropped from ${printable(name)}: ${printable(text)}\n`),
  )
  return `${columns([heading, ...rows])}${drops.length === 0 ? '' : `\n${drops.join('')}`}`
}

/** Each behind a colon. */
const reasonWords: Record<ResolutionReason, string> = {
  mapped: 'the mapping is there',
  negotiated: 'both hosts have just agreed on it',
  'legacy-host': 'the host does not run VIP',
  'key-to-check': 'its key waits for a person: here ("vip trust list"), or there',
  'no-answer': 'it speaks VIP, but does not answer',
  terminated: 'the hosts could not agree on a VIP',
  'refused-by-peer': 'it refuses to speak with this host',
  'key-changed':
    'it offers ANOTHER KEY than the one that is trusted: somebody may stand in between; if its owner says that the key is new, "vip trust forget" it and try again',
  rejected: 'you rejected its key; "vip trust forget" takes that back',
  'dnssec-mismatch': 'its key is not the one that DNSSEC proves',
  'dnssec-missing': 'only keys that DNSSEC proves are trusted here, and its zone has none',
  'dnssec-bogus': 'the answers about it are forged, or out of date',
  'trust-store-fault': 'the trust store cannot be read ("vip status" says more)',
  'trust-store-full':
    'it is new, and the trust store has no room for new hosts ("vip status" says more)',
  'no-such-name': 'DNS has no address for the name',
  'dns-failed': 'no name server answers',
  'peer-endpoint': 'its packets go there now',
  'dns-address': 'DNS says so',
  'switched-off': 'mobility is off ("vip up")',
}

const kindWords: Record<Resolution['kind'], string> = {
  vip: 'through VIP',
  legacy: 'its own address',
  pending: 'its own address for now',
  refused: 'refused',
  unreachable: 'not reachable',
}

export function resolutionText(resolution: Resolution, physical: boolean): string {
  const { kind, address, rounds, elapsedMs, reason } = resolution
  const name = printable(resolution.name)
  const places = printable(resolution.physical.join(', '))
  if (physical) {
    return places === ''
      ? `Nobody knows where ${name} is: ${reasonWords[reason]}.\n`
      : `${name} is at ${places}: ${reasonWords[reason]}.\n`
  }
  const given = address === null ? kindWords[kind] : `${printable(address)}, ${kindWords[kind]}`
  const negotiated = rounds === 0 ? '' : `, ${rounds} ${rounds === 1 ? 'round' : 'rounds'}`
  const after = `${durationText(elapsedMs)}${negotiated}`
  const now = kind === 'legacy' || places === '' ? '' : `  It is at ${places} now.\n`
  return `${name} is ${given}: ${reasonWords[reason]} (${after}).\n${now}`
}
