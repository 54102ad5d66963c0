// Sentences of first contact, of changed keys, and of the Trust page.
import type { TrustQuestion } from '../../dataplane/contract/model.ts'
import { counted } from './quantities.ts'

export const trustText = {
  lede: 'Whose keys this computer trusts, and which ones wait for you.',
  open: 'To check',
  nothingOpen: 'No key waits for you.',
  ownKey: 'This computer’s key',
  ownKeySentence: 'Read it aloud to whoever is asked about this computer.',

  promptRegion: 'Keys to check',
  newKey: (name: string) => `Is this really ${name}?`,
  newKeySentence: (endpoint: string, cause: TrustQuestion['cause']) =>
    cause === 'we-called'
      ? `A program here called it, and ${endpoint} answers with a key that nobody has checked.`
      : `It calls this computer from ${endpoint}, with a key that nobody has checked.`,
  untilThen: 'Until you decide, it is reached without VIP: its connections break when it moves.',
  offered: 'The key it offers',
  dnssec: {
    none: 'DNS says nothing of this key.',
    validated: 'DNS says the same, proved by DNSSEC.',
    bogus: 'What DNS says about this host is forged, or out of date.',
  } satisfies Record<TrustQuestion['dnssec'], string>,
  keyChanges: (count: number) =>
    `${count === 1 ? 'Another key was' : `${count} other keys were`} offered under this name before. Compare carefully.`,
  compare: 'Ask whoever runs it to read you the fingerprint: Status ▸ This computer, or “vip key”.',
  paste: 'Expected fingerprint',
  pasteHint: 'Optional. With it the key counts as verified.',
  pasteNone: 'That is no fingerprint: SHA256: and 43 characters.',
  pasteSame: 'The same. The key will count as verified.',
  pasteDifferent: 'This is not the key you expect',
  pasteDifferentSentence:
    'The two fingerprints differ. Somebody may stand in between, or the host has another key. Do not trust it: ask who runs the host.',
  /** Behind “You may look, but not”. */
  purpose: 'answer',
  notNow: 'Not now',
  reject: 'Reject',
  trust: 'Trust',
  trustVerified: 'Trust as verified',

  changed: (name: string) => `${name} has another key`,
  changedSentence:
    'This host is known, and what answers now has a different key. Somebody may stand in between, or it was set up anew. It gets no connection. Ask who runs it before you go on.',
  stored: (time: string | null) => (time === null ? 'Stored' : `Stored since ${time}`),
  offeredNow: 'Offered now',
  notStored: 'The stored key is not shown by the helper.',
  removeOld: 'Remove the old key …',
  removeTitle: (name: string) => `Remove the old key of ${name}?`,
  removeSentence:
    'Only if its owner says that the key is new. It becomes a stranger again, and you are asked about the new key.',
  removeButton: 'Remove the old key',

  many: (count: number) => `${counted(count, 'key')} to check`,
  manySentence: 'Look at each: there is no way to trust all at once.',
  more: (count: number) => `and ${count} more`,
  seeAll: 'See all',
  back: 'Back to all keys',
  look: (name: string) => `Check the key of ${name}`,

  history: 'Known hosts',
  historySentence: 'Open a host for all its keys, to reject or to forget it.',
  filter: 'Find a host',
  count: (shown: number, all: number) =>
    shown === all ? counted(all, 'key') : `${shown} of ${counted(all, 'key')}`,
  columns: { name: 'Host', proof: 'Trust', fingerprint: 'Key', since: 'Since' },
  noHosts: 'No host is known yet',
  noHostsSentence: 'A host’s key is stored here once you trust or reject it.',
  sinceUnknown: '–',
  copiedFingerprint: 'the fingerprint',
  noneMatch: 'No host matches',
  noneMatchSentence: 'No name and no fingerprint holds these letters.',
  clearFilter: 'Show all',
} as const
