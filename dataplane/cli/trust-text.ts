// What `vip trust` and `vip key` tell people.
import type { OwnKey, TrustOutcome } from '../contract/calls.ts'
import type { KnownHost, TrustQuestion } from '../contract/model.ts'
import { columns } from './columns.ts'
import { printable } from './printable.ts'
import { timeText } from './quantities.ts'

const proofWords: Record<KnownHost['keys'][number]['proof'], string> = {
  'first-use': 'first use: nobody compared it',
  verified: 'verified: compared by a person',
  dnssec: 'verified: by DNSSEC',
  file: 'from known_hosts',
}

const dnssecWords: Record<TrustQuestion['dnssec'], string> = {
  none: 'DNS says nothing of this key.',
  validated: 'DNS says the same, proved by DNSSEC.',
  bogus: 'DNS answers about this host are FORGED, or out of date.',
}

export const trustText = {
  list(questions: readonly TrustQuestion[], hosts: readonly KnownHost[]): string {
    const open = questions.map((question) => `${trustText.question(question)}\n`).join('')
    const waiting =
      questions.length === 0
        ? 'No key waits for you.\n'
        : `${questions.length === 1 ? 'One key waits' : `${questions.length} keys wait`} for you:\n\n${open}` +
          'Compare the fingerprint with what "vip key" shows on that host, then "vip trust accept NAME FINGERPRINT".\n'
    if (hosts.length === 0) return `${waiting}\nNo host is known yet.\n`
    const rows = hosts.flatMap(({ name, keys }) =>
      keys.map(({ fingerprint, state, proof, addedAt }) => [
        name,
        state === 'rejected' ? 'REJECTED' : 'trusted',
        fingerprint,
        state === 'rejected' ? '' : proofWords[proof],
        addedAt === null ? '' : timeText(addedAt),
      ]),
    )
    return `${waiting}\n${columns([['HOST', 'STATE', 'KEY', 'PROOF', 'SINCE'], ...rows])}`
  },

  question({
    name,
    fingerprint,
    randomart,
    endpoint,
    cause,
    keyChanges,
    dnssec,
  }: TrustQuestion): string {
    const how = cause === 'we-called' ? 'a program here called it' : 'it called this host'
    const warning =
      keyChanges === 0
        ? ''
        : `WARNING: ${keyChanges === 1 ? 'another key was' : `${keyChanges} other keys were`} offered under this name before.\n`
    const art = randomart
      .split('\n')
      .map((line) => `  ${printable(line)}\n`)
      .join('')
    return (
      `${printable(name)} at ${printable(endpoint)} (${how})\n` +
      `  ${printable(fingerprint)}\n${art}  ${dnssecWords[dnssec]}\n${warning}`
    )
  },

  ask: (name: string) => `Trust this key of ${printable(name)} from now on? [y/N] `,

  notNow: (name: string) =>
    `Nothing was done; the question stays open. "vip trust reject ${printable(name)}" rejects the key.\n`,

  /** The offered one is not named: what is copied from here would prove nothing. */
  needsTerminal: (name: string) =>
    'You are asked at a terminal, and this is none. Give the fingerprint that you expect: ' +
    `vip trust accept ${printable(name)} SHA256:…`,

  alreadyTrusted: (name: string) =>
    `${printable(name)} is trusted already, and no other key of it waits.\n`,

  accepted: ({ name, proof }: TrustOutcome) =>
    proof === 'verified'
      ? `${printable(name)} is trusted, and its key is verified.\n`
      : `${printable(name)} is trusted, on first use: nobody has compared its key.\n`,

  rejected: (name: string) =>
    `${printable(name)} is rejected: it gets no connection, and you are not asked again.\n`,

  forgotten: (name: string, count: number) =>
    `${count === 1 ? 'The key' : `${count} keys`} of ${printable(name)} ${count === 1 ? 'is' : 'are'} forgotten: it is a stranger again.\n`,

  key: ({ name, fingerprint, randomart, publicKey }: OwnKey) =>
    `${name === null ? '' : `${printable(name)}\n`}${fingerprint}\n${randomart}\n${printable(publicKey)}\n`,
}
