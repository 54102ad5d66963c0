// What all providers on the web have in common; what each says and hears is its dialect, one file each.
import type { Ask } from '../own-question.ts'
import { readSecretText, refused } from './key-file.ts'
import { webVisibleWithinMs } from './limits.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProvider, PublishContext, PublishOutcome } from './provider.ts'
import type { WebClient, WebRequest, WebResult } from './web-client.ts'

/**
 * Proposed where a provider does not take a VIP, which is of class E: "speaks VIP, proposes nothing" (PROTOCOL section
 * 2) is any address outside that reverse DNS does not confirm. Of TEST-NET-1 (RFC 5737), so that it is nobody's.
 */
export const noProposal = '192.0.2.105'

export interface WebSession {
  /** One line: `user:password` or a token. */
  secret: string
  send: (request: WebRequest) => Promise<WebResult>
}

export interface WebDialect {
  readonly name: string
  /** `host` or `host:port`. */
  readonly server: string
  /** What the secret must be, where it is not. */
  secretFault(secret: string): string | undefined
  setsOf(records: OwnRecords): RecordSet[]
  publish(records: OwnRecords, session: WebSession): Promise<PublishOutcome>
  withdraw(records: OwnRecords, session: WebSession): Promise<PublishOutcome>
}

export interface WebProviderOptions {
  client: WebClient
  dialect: WebDialect
  keyPath: string
  askZone: Ask
}

export class WebProvider implements DynamicDnsProvider {
  readonly name: string
  readonly visibleWithinMs = webVisibleWithinMs
  readonly askZone: Ask
  readonly #options: WebProviderOptions

  constructor(options: WebProviderOptions) {
    this.#options = options
    this.name = options.dialect.name
    this.askZone = options.askZone
  }

  setsOf(records: OwnRecords): RecordSet[] {
    return this.#options.dialect.setsOf(records)
  }

  publish(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#within(context, (session) => this.#options.dialect.publish(records, session))
  }

  withdraw(records: OwnRecords, context: PublishContext): Promise<PublishOutcome> {
    return this.#within(context, (session) => this.#options.dialect.withdraw(records, session))
  }

  networkChanged(): void {}

  stop(): void {}

  async #within(
    { signal, onSent }: PublishContext,
    talk: (session: WebSession) => Promise<PublishOutcome>,
  ): Promise<PublishOutcome> {
    const { client, dialect, keyPath } = this.#options
    const read = readSecretText(keyPath)
    if (!read.ok) return { kind: 'failed', problem: read.problem }
    const secret = read.value.trim()
    const fault = dialect.secretFault(secret)
    if (fault !== undefined) return { kind: 'failed', problem: refused(keyPath, fault).problem }
    onSent()
    const send = (request: WebRequest) => client.send(dialect.server, request, signal)
    const outcome = await talk({ secret, send })
    return signal.aborted ? { kind: 'superseded' } : outcome
  }
}

export function failed(
  problem: Extract<PublishOutcome, { kind: 'failed' }>['problem'],
): PublishOutcome {
  return { kind: 'failed', problem }
}

/** A token stands alone on its line. */
export function tokenFault(secret: string): string | undefined {
  return /^[\x21-\x7e]+$/.test(secret) ? undefined : 'it must hold a token and nothing else'
}

/** For a sentence: the provider's words without line breaks, and not too many. */
export function quoted(answer: string): string {
  const words = answer.replace(/[^\x20-\x7e]+/g, ' ').trim()
  return `"${words.slice(0, 200)}"`
}

/** Undefined for what is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
