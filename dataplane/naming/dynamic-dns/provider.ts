// What every dynamic-DNS provider is to the updater: one small interface, with one file each.
import type { Ask } from '../own-question.ts'
import type { OwnRecords, RecordSet } from './own-records.ts'
import type { DynamicDnsProblem } from './problems.ts'

export interface PublishContext {
  /** Aborted when a newer state is to be published: nothing more is sent then. */
  signal: AbortSignal
  /** The first request of this attempt leaves now. */
  onSent: () => void
}

export type PublishOutcome =
  /** The provider has taken it. */
  | {
      kind: 'acknowledged'
      /** What this provider could not publish. */
      lack?: DynamicDnsProblem | undefined
      /** When its word came, where that is known better than by now: CLOCK_MONOTONIC in µs. */
      atUs?: number | undefined
    }
  | { kind: 'failed'; problem: DynamicDnsProblem }
  /** The signal was aborted. */
  | { kind: 'superseded' }

export interface DynamicDnsProvider {
  /** As in the configuration. */
  readonly name: string
  /** How long an update may take until every server of the zone shows it, milliseconds. */
  readonly visibleWithinMs: number
  /** What it can publish of a host. */
  setsOf(records: OwnRecords): RecordSet[]
  /** Sends before it returns, if all it needs is there. Never rejects. */
  publish(records: OwnRecords, context: PublishContext): Promise<PublishOutcome>
  /** Removes what it published. Never rejects. */
  withdraw(records: OwnRecords, context: PublishContext): Promise<PublishOutcome>
  /** Asks a server of the zone itself. */
  askZone: Ask
  /** Links, addresses or routes have changed: what had no way may have one. */
  networkChanged(): void
  /** Idempotent. */
  stop(): void
}
