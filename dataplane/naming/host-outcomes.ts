// What a name that has no mapping comes to: legacy, a VIP, or nothing. All who ask at the same time, for whatever
// type, share the same finding and the same connection attempt.
import { within } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { Findings } from './findings.ts'
import { connectPatienceMs, magicPatienceMs } from './limits.ts'
import type { Connection, NameSource } from './ports.ts'

export type Outcome = { kind: 'legacy' } | Connection

export interface HostOutcomesOptions {
  clock: Clock
  source: Pick<NameSource, 'isTrusted' | 'prepare' | 'connect' | 'mapped' | 'own'>
  findings: Findings
}

const dnsFailed: Outcome = {
  kind: 'refused',
  reason: 'its key is trusted, and DNS does not say where it is',
}
const tookTooLong: Outcome = {
  kind: 'refused',
  reason: 'its key is trusted, and it does not answer',
}

export class HostOutcomes {
  readonly #options: HostOutcomesOptions
  readonly #stopping = new AbortController()
  readonly #connecting = new Map<DnsName, Promise<Outcome>>()

  constructor(options: HostOutcomesOptions) {
    this.#options = options
  }

  /**
   * @param passing when it has come, a stranger's magic name may take a little longer and no more
   * @param known an answer that is on its way, which need not be asked for
   */
  async of(
    name: DnsName,
    passing: Promise<unknown>,
    known?: { type: number; answer: Promise<Buffer | undefined> },
  ): Promise<Outcome> {
    const { findings, source, clock } = this.#options
    const own = source.own()
    const mapped = own?.name === name ? own : source.mapped(name)
    if (mapped !== undefined) return { kind: 'vip', ...mapped }
    const cached = findings.magicKnown(name)
    // Once the questions have left.
    if (cached === undefined) setImmediate(() => source.prepare(name))
    // Also where it is known: first the question leaves that passes through.
    const magic = await (cached ?? this.#magicSoon(name, passing, known))
    const isTrusted = source.isTrusted(name)
    if (magic?.kind !== 'present' && !isTrusted) return { kind: 'legacy' }
    const connecting = this.#connecting.get(name) ?? this.#begin(name)
    const outcome = await within(clock, connectPatienceMs, connecting, this.#stopping.signal)
    return outcome ?? (isTrusted ? tookTooLong : { kind: 'physical', reason: 'no-answer' })
  }

  /** Whoever waits is answered at once; attempts are told to end. */
  stop(): void {
    this.#stopping.abort()
  }

  async #magicSoon(
    name: DnsName,
    passing: Promise<unknown>,
    known?: { type: number; answer: Promise<Buffer | undefined> },
  ) {
    const { findings, clock } = this.#options
    const magic = findings.magic(name, known)
    const late = passing.then(() => within(clock, magicPatienceMs, magic, this.#stopping.signal))
    return Promise.race([magic, late])
  }

  #begin(name: DnsName): Promise<Outcome> {
    const attempt = this.#connect(name).finally(() => this.#connecting.delete(name))
    this.#connecting.set(name, attempt)
    return attempt
  }

  async #connect(name: DnsName): Promise<Outcome> {
    const { findings, source } = this.#options
    const discovery = await findings.host(name)
    if (discovery !== undefined) return source.connect(discovery, this.#stopping.signal)
    return source.isTrusted(name) ? dnsFailed : { kind: 'legacy' }
  }
}
