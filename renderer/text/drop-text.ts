// Why packets were dropped, by the names of the packet path’s counters.

const dropWords: Readonly<Record<string, string>> = {
  truncated: 'Too short, or not of the tunnel’s form',
  unknownSpi: 'For a security association that is no more',
  replay: 'Seen before, or too late',
  notAuthentic: 'Not from who it claims',
  outerSource: 'From an address that is not the peer’s',
  innerSource: 'With an inner address that is not the peer’s',
  innerMalformed: 'Malformed inside',
  ecn: 'Marked as congested, and could not say so inside',
  tunWrite: 'The network interface would not take it',
  controlTooLong: 'Control message too long',
  eventQueueFull: 'Control message lost: the helper was too busy',
  receiveBufferFull: 'Came faster than it could be read',
  sourcePort: 'From port 0, where nobody can be answered',
  floodRefused: 'Refused by the kernel during a flood',
  unmappedVip: 'To a VIP that nobody holds',
  wrongLocalVip: 'From a VIP of another pair',
  noSa: 'No keys were agreed yet',
  noEndpoint: 'Nobody knew where the peer is',
  unreachableVip: 'To a VIP that is invalid',
  sequenceExhausted: 'The keys were used up',
  outboundMalformed: 'Malformed before it was sent',
  noRoute: 'The network refused it',
  outerTooBig: 'Too large for the path',
  socketFull: 'The network could not take it in time',
  heldTooOld: 'Waited too long during a move',
  heldTooMany: 'Too many waited during a move',
}

/** @returns the counter’s own name for one that is newer than this app */
export function dropText(reason: string): string {
  return dropWords[reason] ?? reason
}

export function isDropKnown(reason: string): boolean {
  return Object.hasOwn(dropWords, reason)
}
