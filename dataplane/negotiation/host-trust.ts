// Trust in host keys as negotiation asks for it (PROTOCOL section 4): the known_hosts file, the
// policy, and the questions that wait for a person.
import type { KnownHosts } from '../identity/known-hosts.ts'
import type { KnownHostsFault, KnownHostsResult } from '../identity/known-hosts-file.ts'
import { maxUnaskedBytes } from '../identity/limits.ts'
import { decideTrust } from '../identity/trust-policy.ts'
import type { TrustDecision, TrustPolicy } from '../identity/trust-policy.ts'
import type { AnswerResult, TrustAnswer, TrustQuestions } from '../identity/trust-questions.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { isNameless, namelessName } from './nameless.ts'
import type { KeyOffer, RefusalReason, TrustPort, TrustVerdict } from './ports.ts'

/** KnownHostsFile; in tests and simulations one in memory. */
export interface KnownHostsStore {
  read(): KnownHostsResult
  change(change: (hosts: KnownHosts) => KnownHosts): KnownHostsResult
}

export interface HostTrustOptions {
  store: KnownHostsStore
  policy: () => TrustPolicy
  questions: TrustQuestions
  wallMs: () => number
  /** A person has decided, and the store says so. */
  onDecided: (name: DnsName, isTrusted: boolean) => void
}

export type PersonAnswer =
  | AnswerResult
  /** The question is closed, and nothing was stored: it will be asked again. */
  | { kind: 'store-fault'; path: string; fault: KnownHostsFault }

type Decision = TrustDecision | { kind: 'refused'; reason: RefusalReason }

export class HostTrust implements TrustPort {
  readonly #options: HostTrustOptions

  constructor(options: HostTrustOptions) {
    this.#options = options
  }

  trustedKeys(name: DnsName): readonly Uint8Array[] | undefined {
    const read = this.#options.store.read()
    return read.ok ? read.hosts.trustOf(name).trusted.map(({ key }) => key) : undefined
  }

  /** Whether the store has a word about the host, or cannot be read and so may have. */
  isKnown(name: DnsName): boolean {
    const read = this.#options.store.read()
    if (!read.ok) return true
    const { trusted, rejected } = read.hosts.trustOf(name)
    return trusted.length > 0 || rejected.length > 0
  }

  isRejected(name: DnsName): boolean {
    const read = this.#options.store.read()
    if (!read.ok) return false
    const { trusted, rejected } = read.hosts.trustOf(name)
    return trusted.length === 0 && rejected.length > 0
  }

  decide(offer: KeyOffer): TrustVerdict {
    const decision = this.#decision(offer)
    switch (decision.kind) {
      case 'accepted':
        return { kind: 'accepted' }
      case 'refused':
        return decision
      case 'ask': {
        const { name, key, endpoint, cause } = offer
        const asked = this.#options.questions.offer({ name, key, endpoint, cause })
        return asked.kind === 'refused' ? asked : { kind: 'pending' }
      }
      default:
        return decision satisfies never
    }
  }

  remember(offer: KeyOffer): TrustVerdict {
    const verdict = this.decide(offer)
    const decision = verdict.kind === 'accepted' ? this.#decision(offer) : undefined
    if (decision?.kind !== 'accepted') return verdict
    const { name, key } = offer
    // A question about it may be open since before the store or DNSSEC said so.
    this.#options.questions.withdraw(name)
    if (decision.store === 'keep' || decision.proof === 'file') return verdict
    const { proof, store } = decision
    const nowMs = this.#options.wallMs()
    const changed = this.#options.store.change((hosts) =>
      store === 'add'
        ? hosts.withTrusted(name, key, proof, nowMs)
        : hosts.withReplaced(name, key, proof, nowMs),
    )
    if (changed.ok) return verdict
    const isFull = changed.fault.code === 'full'
    return { kind: 'refused', reason: isFull ? 'trust-store-full' : 'trust-store-fault' }
  }

  /** A person's answer: it is stored, and negotiation goes on. */
  answer(name: DnsName, answer: TrustAnswer): PersonAnswer {
    const { store, questions, wallMs, onDecided } = this.#options
    const result = questions.answer(name, answer)
    if (result.kind === 'refused') return result
    const { key } = result.question
    const changed = store.change((hosts) =>
      result.kind === 'trusted'
        ? hosts.withTrusted(name, key, result.proof, wallMs())
        : hosts.withRejected(name, key, wallMs()),
    )
    if (!changed.ok) return { kind: 'store-fault', path: changed.path, fault: changed.fault }
    onDecided(name, result.kind === 'trusted')
    return result
  }

  /** While the store is faulty nobody is trusted or unknown. */
  #decision({ name, key, discovery }: KeyOffer): Decision {
    const read = this.#options.store.read()
    if (!read.ok) return refused('trust-store-fault')
    const isNamedByKey = isNameless(name)
    if (isNamedByKey && namelessName(key) !== name) return refused('key-changed')
    const stored = read.hosts.trustOf(name)
    const dnssec = discovery?.dnssec ?? ({ kind: 'none' } as const)
    const policy = this.#options.policy()
    const decision = decideTrust({ policy, offered: key, stored, dnssec })
    const isNewLine =
      decision.kind === 'accepted' && decision.store === 'add' && stored.trusted.length === 0
    if (!isNewLine) return decision
    // A name that is made from the key proves as much as a line would, and strangers have as many as
    // they like.
    if (isNamedByKey) return { ...decision, store: 'keep' }
    return read.hosts.bytes < maxUnaskedBytes ? decision : refused('trust-store-full')
  }
}

function refused(reason: RefusalReason): Extract<Decision, { kind: 'refused' }> {
  return { kind: 'refused', reason }
}
