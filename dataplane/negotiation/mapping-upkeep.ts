// Mappings outlast keys (PROTOCOL section 6): what becomes of them where there are none yet, none any more, or where the
// peer does not give new ones.
import type { DnsName } from '../wire/dns-name.ts'
import type { AttemptOutcome } from './attempt.ts'
import type { Context } from './context.ts'
import { LaterTries } from './later-tries.ts'
import { usedInMs } from './limits.ts'
import type { FailureReason } from './ports.ts'
import { Restarts } from './restarts.ts'
import { isRefusal } from './without-agreement.ts'

export class MappingUpkeep {
  readonly #context: Context
  readonly #restarts: Restarts
  readonly #laterTries: LaterTries
  /** Names with a mapping, but without keys that their peers are known to have. */
  readonly #keyless = new Set<DnsName>()

  /** `begin` an attempt for new keys; undefined where none can be made now. */
  constructor(context: Context, begin: (name: DnsName) => Promise<AttemptOutcome> | undefined) {
    this.#context = context
    const { clock, names } = context.ports
    const isMapped = (name: DnsName) => names.mappingOf(name) !== undefined
    this.#restarts = new Restarts({ clock, names, begin })
    this.#laterTries = new LaterTries({ clock, isMapped, begin })
  }

  /** It is from before a restart of the helper, and `start` gets keys for it. */
  restored(name: DnsName): void {
    this.hasNoKeys(name)
    this.#restarts.add(name)
  }

  start(): void {
    this.#restarts.start()
  }

  /** Notes who is in use, for the next start. */
  stop(): void {
    this.#restarts.stop()
    this.#laterTries.stop()
    const { names, trafficAgeMs } = this.#context.ports
    if (trafficAgeMs === undefined) return
    for (const { name } of names.active) {
      const ageMs = trafficAgeMs(name)
      if (ageMs !== undefined && ageMs < usedInMs) names.touch(name)
    }
  }

  /** A program asks for the name. */
  asked(name: DnsName): void {
    this.#context.ports.names.touch(name)
    this.#restarts.hurry(name)
  }

  /** The peer has lost them, or has never agreed to the mapping. */
  hasNoKeys(name: DnsName): void {
    this.#keyless.add(name)
  }

  /** An attempt has failed, or could not be made. */
  failed(name: DnsName, reason: FailureReason, areVipsRefused = false): void {
    const { names, associations } = this.#context.ports
    const mapping = names.mappingOf(name)
    if (mapping === undefined) {
      this.settled(name)
      return
    }
    if (areVipsRefused) {
      this.#invalidate(name, mapping.vip)
      return
    }
    // Old keys go on as long as they last, where the peer has them.
    if (isRefusal(reason) && this.#keyless.has(name)) associations.setUnreachable(name, true)
    this.#laterTries.failed(name, reason)
  }

  /** There are keys now, or no mapping any more. */
  settled(name: DnsName): void {
    this.#keyless.delete(name)
    this.#laterTries.forget(name)
    this.#restarts.forget(name)
  }

  /** The VIP cannot be had again (PROTOCOL section 6). */
  #invalidate(name: DnsName, vip: string): void {
    this.settled(name)
    this.#context.ports.names.markInvalid(name)
    this.#context.ports.onEvent({ kind: 'mapping-invalid', name, vip })
  }
}
