// What people do with host keys: answer open questions, reject and forget; and what they see of them.
import type { CallOutput, CheckedInput } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import type { EventNews } from '../contract/events.ts'
import type { KnownHost, Peer, TrustQuestion as QuestionFact } from '../contract/model.ts'
import { fingerprintOf, randomartOf } from '../identity/fingerprint.ts'
import type { Fingerprint } from '../identity/fingerprint.ts'
import type { KnownHostsResult } from '../identity/known-hosts-file.ts'
import type { KnownHosts, StoredTrust } from '../identity/known-hosts.ts'
import type { TrustAnswer, TrustQuestions } from '../identity/trust-questions.ts'
import type { Clock } from '../lib/clock.ts'
import type { HostTrust, KnownHostsStore } from '../negotiation/host-trust.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { nameFromText, nameText } from './name-text.ts'

export interface TrustDeskOptions {
  clock: Clock
  store: KnownHostsStore
  questions: TrustQuestions
  onNews: (news: EventNews) => void
  trust: HostTrust
  /** The host's stored keys are trusted no more. */
  onForgotten: (name: DnsName) => void
}

/** Hosts that offered another key, remembered at once; the oldest is forgotten for one more. */
const maxChanged = 1024

export class TrustDesk {
  readonly #options: TrustDeskOptions
  /** What a known host offered instead of its stored key. */
  readonly #changed = new Map<DnsName, Fingerprint>()
  /** Ten thousand hosts may be shown, again and again. */
  readonly #fingerprints = new WeakMap<Uint8Array, Fingerprint>()

  constructor(options: TrustDeskOptions) {
    this.#options = options
  }

  /** @throws VipError */
  accept({ name: text, shown, pasted }: CheckedInput<'trustAccept'>): CallOutput<'trustAccept'> {
    const name = requireName(text)
    const answer = {
      kind: 'trust',
      shown: shown as Fingerprint,
      ...(pasted === undefined ? {} : { pasted: pasted as Fingerprint }),
    } as const
    this.#answer(name, answer)
    const proof = pasted === undefined ? 'first-use' : 'verified'
    this.#options.onNews({ kind: 'key-trusted', name: text, fingerprint: shown, proof })
    return { name: text, fingerprint: shown, proof }
  }

  /** @throws VipError */
  reject({ name: text, shown }: CheckedInput<'trustReject'>): CallOutput<'trustReject'> {
    const name = requireName(text)
    const question = this.#options.questions.of(name)
    const fingerprints =
      question === undefined
        ? this.#rejectStored(name)
        : this.#rejectOffered(name, (shown ?? question.fingerprint) as Fingerprint)
    for (const fingerprint of fingerprints) {
      this.#options.onNews({ kind: 'key-rejected', name: text, fingerprint })
    }
    return { name: text, fingerprints }
  }

  #rejectOffered(name: DnsName, shown: Fingerprint): Fingerprint[] {
    this.#answer(name, { kind: 'reject', shown })
    return [shown]
  }

  #rejectStored(name: DnsName): Fingerprint[] {
    const { clock, onForgotten } = this.#options
    const keys = orThrow(this.#options.store.read())
      .trustOf(name)
      .trusted.map(({ key }) => key)
    if (keys.length === 0) throw unknownHost(name)
    this.#change((hosts) =>
      keys.reduce((all, key) => all.withRejected(name, key, clock.wallMs()), hosts),
    )
    onForgotten(name)
    return keys.map((key) => fingerprintOf(key))
  }

  /** Stores the answer and lets negotiation go on. @throws VipError */
  #answer(dnsName: DnsName, answer: TrustAnswer): void {
    const offered = this.#options.questions.of(dnsName)?.fingerprint ?? ''
    const result = this.#options.trust.answer(dnsName, answer)
    const name = nameText(dnsName)
    if (result.kind === 'store-fault') {
      const { path, fault } = result
      throw new VipError({ code: 'trust-store-fault', data: { path, problem: fault.code } })
    }
    if (result.kind !== 'refused') {
      this.#changed.delete(dnsName)
      return
    }
    switch (result.reason) {
      case 'no-question':
        throw new VipError({ code: 'no-question', data: { name } })
      case 'key-changed':
        throw new VipError({
          code: 'question-changed',
          data: { name, shown: answer.shown, offered },
        })
      case 'pasted-differs': {
        const pasted = answer.kind === 'trust' ? (answer.pasted ?? '') : ''
        throw new VipError({ code: 'pasted-differs', data: { name, pasted, offered } })
      }
      default:
        result.reason satisfies never
    }
  }

  /** A host that is known was refused for another key. */
  noteChanged(name: DnsName, offered: Uint8Array): void {
    this.#changed.delete(name)
    this.#changed.set(name, fingerprintOf(offered))
    const [oldest] = this.#changed.keys()
    if (this.#changed.size > maxChanged && oldest !== undefined) this.#changed.delete(oldest)
  }

  /** It has proved its stored key since. */
  noteProved(name: DnsName): void {
    this.#changed.delete(name)
  }

  /** @throws VipError */
  forget({ name: text }: CheckedInput<'trustForget'>): CallOutput<'trustForget'> {
    const name = requireName(text)
    const { trusted, rejected } = orThrow(this.#options.store.read()).trustOf(name)
    const fingerprints = [...trusted, ...rejected].map(({ key }) => fingerprintOf(key))
    if (fingerprints.length === 0) throw unknownHost(name)
    this.#change((hosts) => hosts.without(name))
    this.#changed.delete(name)
    this.#options.onNews({ kind: 'key-forgotten', name: text })
    this.#options.onForgotten(name)
    return { name: text, fingerprints: [...new Set(fingerprints)] }
  }

  questionFacts(): QuestionFact[] {
    return this.#options.questions.open.map((question) => ({
      name: nameText(question.name),
      fingerprint: question.fingerprint,
      randomart: randomartOf(question.key),
      endpoint: question.endpoint,
      cause: question.cause,
      openedAt: question.openedAtMs,
      keyChanges: question.keyChanges,
      dnssec: 'none',
    }))
  }

  /** Empty while the store is faulty, which `status` says. */
  knownHostFacts(): KnownHost[] {
    const read = this.#options.store.read()
    if (!read.ok) return []
    return read.hosts.hosts().flatMap((host) => {
      const name = nameFromText(host)
      if (name === undefined) return []
      const { trusted, rejected } = read.hosts.trustOf(name)
      const row =
        (state: 'trusted' | 'rejected') =>
        ({ key, proof, addedAtMs }: (typeof trusted)[number]) => ({
          fingerprint: this.#fingerprintOf(key),
          state,
          proof,
          addedAt: addedAtMs ?? null,
        })
      return [
        { name: host, keys: [...trusted.map(row('trusted')), ...rejected.map(row('rejected'))] },
      ]
    })
  }

  /** Hosts that somebody is asked about, that offered another key, or that the store has a word about. */
  names(): Set<DnsName> {
    const { questions, store } = this.#options
    const read = store.read()
    return new Set([
      ...questions.open.map(({ name }) => name),
      ...[...this.#changed.keys()].filter((name) => this.trustOf(name).state === 'changed'),
      ...(read.ok ? read.hosts.names() : []),
    ])
  }

  trustOf(name: DnsName): Peer['trust'] {
    const question = this.#options.questions.of(name)
    if (question !== undefined) return { state: 'pending', fingerprint: question.fingerprint }
    const offered = this.#changed.get(name)
    const read = this.#options.store.read()
    if (!read.ok)
      return { state: offered === undefined ? 'unknown' : 'changed', fingerprint: offered ?? null }
    const { trusted, rejected } = read.hosts.trustOf(name)
    if (offered !== undefined && this.#isOther(offered, trusted))
      return { state: 'changed', fingerprint: offered }
    const known = trusted.at(-1)
    if (known !== undefined)
      return { state: known.proof, fingerprint: this.#fingerprintOf(known.key) }
    const refused = rejected.at(-1)
    if (refused === undefined) return { state: 'unknown', fingerprint: null }
    return { state: 'rejected', fingerprint: this.#fingerprintOf(refused.key) }
  }

  /** No more where the stored keys are gone, or it is one of them now: other programs change the file, too. */
  #isOther(offered: Fingerprint, stored: StoredTrust['trusted']): boolean {
    return stored.length > 0 && stored.every(({ key }) => this.#fingerprintOf(key) !== offered)
  }

  /** Of a stored key, which is the same object as long as the file stays as it is. */
  #fingerprintOf(key: Uint8Array): Fingerprint {
    const fingerprint = this.#fingerprints.get(key) ?? fingerprintOf(key)
    this.#fingerprints.set(key, fingerprint)
    return fingerprint
  }

  #change(change: (hosts: KnownHosts) => KnownHosts): void {
    orThrow(this.#options.store.change(change))
  }
}

/** @throws VipError */
function orThrow(result: KnownHostsResult): KnownHosts {
  if (result.ok) return result.hosts
  const { path, fault } = result
  throw new VipError({ code: 'trust-store-fault', data: { path, problem: fault.code } })
}

/** @throws VipError for a name that the contract allows and known hosts does not */
function requireName(text: string): DnsName {
  const name = nameFromText(text)
  if (name !== undefined) return name
  throw new VipError({ code: 'unknown-host', data: { name: text } })
}

function unknownHost(name: DnsName): VipError {
  return new VipError({ code: 'unknown-host', data: { name: nameText(name) } })
}
