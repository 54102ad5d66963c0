// Questions about host keys that wait for a person (PROTOCOL sections 4 and 10), as state: whoever
// shows them reads `open`, whoever waits for one (the resolver, for up to 9 s) stops when it likes,
// and the question stays. Nothing here is written to disk.
import type { DnsName } from '../wire/dns-name.ts'
import { nameKey } from '../wire/dns-name.ts'
import { fingerprintOf } from './fingerprint.ts'
import type { Fingerprint } from './fingerprint.ts'
import type { Proof } from './known-hosts.ts'
import { maxOpenQuestions } from './limits.ts'

export interface TrustOffer {
  name: DnsName
  /** Ed25519, 32 bytes. */
  key: Uint8Array
  /** Where the key came from, as `address:port`. */
  endpoint: string
  /** Whether a program here asked for the host, or the host called. */
  cause: 'we-called' | 'they-called'
}

export interface TrustQuestion extends TrustOffer {
  fingerprint: Fingerprint
  openedAtMs: number
  /** How often another key was offered under this name since: more than 0 is a warning. */
  keyChanges: number
}

export type OfferResult =
  | { kind: 'opened' | 'still-open'; question: TrustQuestion }
  /** The question is now about the new key: answers for the old one are refused. */
  | { kind: 'key-changed'; question: TrustQuestion; before: Fingerprint }
  /** There are as many as one person can be asked. */
  | { kind: 'refused'; reason: 'too-many-questions' }

/** A person's answer, with the fingerprint that was shown to them. */
export type TrustAnswer =
  | {
      kind: 'trust'
      shown: Fingerprint
      /** What they expected, where they pasted it. */
      pasted?: Fingerprint
    }
  | { kind: 'reject'; shown: Fingerprint }

export type AnswerResult =
  /** For the caller to store: `question.key` is exactly the key of `shown`. */
  | { kind: 'trusted'; question: TrustQuestion; proof: Proof }
  | { kind: 'rejected'; question: TrustQuestion }
  | { kind: 'refused'; reason: 'no-question' | 'key-changed' | 'pasted-differs' }

/** What a waiter hears. */
export type Outcome = 'trusted' | 'rejected' | 'key-changed' | 'withdrawn' | 'stopped-waiting'

interface Entry {
  question: TrustQuestion
  waiters: Set<(outcome: Outcome) => void>
}

export class TrustQuestions {
  readonly #entries = new Map<string, Entry>()
  readonly #nowMs: () => number
  readonly #onChange: (asked?: TrustQuestion) => void

  /** `onChange` is called after each change of `open`, with the question that is new, or about another key now. */
  constructor(nowMs: () => number, onChange: (asked?: TrustQuestion) => void) {
    this.#nowMs = nowMs
    this.#onChange = onChange
  }

  /** Oldest first. */
  get open(): readonly TrustQuestion[] {
    return [...this.#entries.values()].map(({ question }) => question)
  }

  /** The open one about a host. */
  of(name: DnsName): TrustQuestion | undefined {
    return this.#entries.get(nameKey(name))?.question
  }

  /** Asks about a key, once however often it is offered. */
  offer(offer: TrustOffer): OfferResult {
    const entry = this.#entries.get(nameKey(offer.name))
    const fingerprint = fingerprintOf(offer.key)
    if (entry === undefined) return this.#open(offer, fingerprint)
    const before = entry.question
    if (before.fingerprint === fingerprint) return { kind: 'still-open', question: before }
    const { openedAtMs, keyChanges } = before
    entry.question = { ...offer, fingerprint, openedAtMs, keyChanges: keyChanges + 1 }
    this.#tell(entry, 'key-changed')
    this.#onChange(entry.question)
    return { kind: 'key-changed', question: entry.question, before: before.fingerprint }
  }

  #open(offer: TrustOffer, fingerprint: Fingerprint): OfferResult {
    if (this.#entries.size >= maxOpenQuestions) {
      return { kind: 'refused', reason: 'too-many-questions' }
    }
    const question = { ...offer, fingerprint, openedAtMs: this.#nowMs(), keyChanges: 0 }
    this.#entries.set(nameKey(offer.name), { question, waiters: new Set() })
    this.#onChange(question)
    return { kind: 'opened', question }
  }

  /** A refused answer leaves the question as it is. */
  answer(name: DnsName, answer: TrustAnswer): AnswerResult {
    const entry = this.#entries.get(nameKey(name))
    if (entry === undefined) return { kind: 'refused', reason: 'no-question' }
    const { question } = entry
    if (question.fingerprint !== answer.shown) return { kind: 'refused', reason: 'key-changed' }
    if (answer.kind === 'reject') {
      this.#close(entry, 'rejected')
      return { kind: 'rejected', question }
    }
    const { pasted } = answer
    if (pasted !== undefined && pasted !== question.fingerprint) {
      return { kind: 'refused', reason: 'pasted-differs' }
    }
    this.#close(entry, 'trusted')
    return { kind: 'trusted', question, proof: pasted === undefined ? 'first-use' : 'verified' }
  }

  /** Closes a question that no longer needs a person: DNSSEC proved the key, the host left. */
  withdraw(name: DnsName): boolean {
    const entry = this.#entries.get(nameKey(name))
    if (entry !== undefined) this.#close(entry, 'withdrawn')
    return entry !== undefined
  }

  /**
   * Waits for the question of a name as it is now. When `signal` is aborted the waiter stops, and
   * the question stays open. Never rejects.
   */
  async outcome(name: DnsName, signal: AbortSignal): Promise<Outcome | 'no-question'> {
    const entry = this.#entries.get(nameKey(name))
    if (entry === undefined) return 'no-question'
    if (signal.aborted) return 'stopped-waiting'
    const { promise, resolve } = Promise.withResolvers<Outcome>()
    const stop = () => resolve('stopped-waiting')
    entry.waiters.add(resolve)
    signal.addEventListener('abort', stop)
    const outcome = await promise
    signal.removeEventListener('abort', stop)
    entry.waiters.delete(resolve)
    return outcome
  }

  #close(entry: Entry, outcome: Outcome): void {
    this.#entries.delete(nameKey(entry.question.name))
    this.#tell(entry, outcome)
    this.#onChange()
  }

  #tell(entry: Entry, outcome: Outcome): void {
    for (const resolve of entry.waiters) resolve(outcome)
    entry.waiters.clear()
  }
}
