// The resolver of the helper (PROTOCOL section 2): what programs ask, and what the helper itself wants to know
// of names. Wired by vipd.ts, which passes the tables and the negotiation as a `NameSource`.
import { within } from '../lib/clock.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { types } from '../wire/dns-codes.ts'
import type { DnsMessage } from '../wire/dns-message.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import { canonical, readAnswer } from './answer-records.ts'
import { Answerer } from './answerer.ts'
import type { Place } from './discovery.ts'
import { Findings } from './findings.ts'
import { HostOutcomes } from './host-outcomes.ts'
import { askForMs } from './limits.ts'
import { defaultMagicPrefix, magicName } from './magic-name.ts'
import { asking } from './own-question.ts'
import type { Ask } from './own-question.ts'
import type { DiscoverOptions, Discovery, ResolverCounters } from './ports.ts'
import type { ResolverOptions } from './resolver-options.ts'
import { ResolverServer } from './resolver-server.ts'
import { Upstreams } from './upstreams.ts'
import { reverseNameOf } from './vip-ranges.ts'
import { ZoneServers } from './zone-servers.ts'

const defaultVipPort = 10567
const dnsPort = 53

export class Resolver {
  readonly #options: ResolverOptions
  readonly #counters: ResolverCounters = {
    queries: 0,
    mapped: 0,
    passedThrough: 0,
    coalesced: 0,
    asked: 0,
    repeated: 0,
    forged: 0,
    unanswered: 0,
    overloaded: 0,
    malformed: 0,
  }
  readonly #upstreams: Upstreams
  readonly #ask: Ask
  readonly #findings: Findings
  readonly #outcomes: HostOutcomes
  readonly #zones: ZoneServers
  readonly #server: ResolverServer

  constructor(options: ResolverOptions) {
    this.#options = options
    const { clock, source, listen, magicPrefix = defaultMagicPrefix } = options
    const counters = this.#counters
    const events = {
      coalesced: () => counters.coalesced++,
      repeated: () => counters.repeated++,
      forged: () => counters.forged++,
      unanswered: () => counters.unanswered++,
      overloaded: () => counters.overloaded++,
    }
    const onAsk = () => counters.asked++
    const settings = { clock, magicPrefix, defaultPort: options.defaultPort ?? defaultVipPort }
    const upstreams = new Upstreams(clock, this.#others(options.upstreams), events)
    const ask = asking((query, transport) => upstreams.ask(query, transport), true, onAsk)
    const findings = new Findings(clock, ask, settings)
    const outcomes = new HostOutcomes({ clock, source, findings })
    const port = options.zoneServerPort ?? dnsPort
    this.#zones = new ZoneServers({ clock, ask, settings, events, onAsk, port })
    const answerer = new Answerer({
      source,
      findings,
      outcomes,
      ask: (query, transport) => upstreams.ask(query, transport),
      magicPrefix,
      counters,
    })
    this.#server = new ResolverServer({ clock, listen, answerer, counters })
    this.#upstreams = upstreams
    this.#ask = ask
    this.#findings = findings
    this.#outcomes = outcomes
  }

  /** Resolves when queries are answered. @returns where @throws NamingError */
  start(): Promise<Endpoint> {
    return this.#server.start()
  }

  /** May be called again. Queries that wait get no answer. */
  async stop(): Promise<void> {
    this.#outcomes.stop()
    this.#upstreams.stop()
    await this.#server.stop()
  }

  /** Other upstreams from now on; what was found by the former is forgotten. */
  useUpstreams(upstreams: readonly Endpoint[]): void {
    this.#upstreams.use(this.#others(upstreams))
    this.#findings.clear()
  }

  /** What DNS says of a host. Undefined where nobody answered. */
  async discover(
    name: DnsName,
    { authoritative = false, signal }: DiscoverOptions = {},
  ): Promise<Discovery | undefined> {
    if (authoritative) return this.#zones.discover(name, signal)
    return within(this.#options.clock, askForMs, this.#findings.host(name), signal)
  }

  /** Whether DNS gives this address for a host. False where nobody answered. */
  async hasAddress(
    name: DnsName,
    address: string,
    { authoritative = false }: DiscoverOptions = {},
  ): Promise<boolean> {
    if (authoritative) return this.#zones.hasAddress(name, address)
    const asked = this.#findings.hasAddress(name, address)
    return (await within(this.#options.clock, askForMs, asked)) === true
  }

  /** Where a host is now, past every cache and by a question of its own. Undefined where no server of its zone answered. */
  async locate(name: DnsName, signal?: AbortSignal): Promise<Place | undefined> {
    return this.#zones.locate(name, signal)
  }

  /** Makes ready for `locate`: the servers of the name's zone are found. */
  async prepareToLocate(name: DnsName): Promise<void> {
    await this.#zones.prepare(name)
  }

  /** What a server of the name's zone itself says, past every cache. Undefined where none answered. */
  askAuthoritative(name: DnsName, type: number): Promise<DnsMessage | undefined> {
    return this.#zones.ask(name, type)
  }

  /** The name that reverse DNS gives for an address; undefined for none. */
  async reverseName(address: string, signal?: AbortSignal): Promise<DnsName | undefined> {
    const name = reverseNameOf(address)
    if (name === undefined) return undefined
    const asked = this.#ask(name, types.PTR)
    const answer = readAnswer(
      await within(this.#options.clock, askForMs, asked, signal),
      name,
      'PTR',
    )
    if (answer.kind !== 'records') return undefined
    const names = answer.values.map(({ target }) => parseFqdn(canonical(target)))
    return names.find((each) => each !== undefined)
  }

  /** Whether the zone's own servers have this VIP in the host's magic record. */
  async publishesVip(name: DnsName, vip: string): Promise<boolean> {
    const magic = magicName(name, this.#options.magicPrefix ?? defaultMagicPrefix)
    return magic !== undefined && this.#zones.hasAddress(magic, vip)
  }

  /** Whether questions of this host go to this address. */
  isUpstream(address: string): boolean {
    return this.#upstreams.isOne(address)
  }

  counters(): Readonly<ResolverCounters> {
    return { ...this.#counters }
  }

  /** Asking ourselves would never end. */
  #others(upstreams: readonly Endpoint[]): Endpoint[] {
    const own = formatEndpoint(this.#options.listen)
    return upstreams.filter((upstream) => formatEndpoint(upstream) !== own)
  }
}
