// Questions to the servers of a zone itself, past every cache: what they say is what the last dynamic update
// said (PROTOCOL sections 3 and 7). The servers are found through the upstreams and remembered by zone.
import { within } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
import { formatEndpoint } from '../lib/endpoint.ts'
import type { Endpoint } from '../lib/endpoint.ts'
import { types } from '../wire/dns-codes.ts'
import type { DnsMessage } from '../wire/dns-message.ts'
import { isWithin, parentOf, sameName } from '../wire/dns-name.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeRdata } from '../wire/dns-rdata.ts'
import { canonical, readAnswer } from './answer-records.ts'
import { findFamilyOf, findHost, findMagic, findPlace } from './discovery.ts'
import type { DiscoverySettings, Place } from './discovery.ts'
import { ExpiringMap } from './expiring-map.ts'
import {
  authoritativeMs,
  maxZoneServers,
  maxZones,
  maxZoneTtlSeconds,
  zoneKeptSeconds,
} from './limits.ts'
import { asking } from './own-question.ts'
import type { Ask } from './own-question.ts'
import type { Discovery } from './ports.ts'
import { Upstreams } from './upstreams.ts'
import type { UpstreamEvents } from './upstreams.ts'

export interface ZoneServersOptions {
  clock: Clock
  /** Through the upstreams. */
  ask: Ask
  settings: DiscoverySettings
  events: UpstreamEvents
  onAsk: () => void
  /** Of every server of a zone; 53 but in tests. */
  port: number
}

interface Zone {
  apex: DnsName
  /** The one whose data the others copy. */
  primary: DnsName | undefined
}

/** The servers of a zone, as they were found last. */
interface KnownZone {
  apex: DnsName
  servers: Upstreams
  /** Where these are, in one text. */
  places: string
  /** Of `clock.nowMs()`: then they are asked all the same, and looked for behind that. */
  freshUntilMs: number
}

/** `askAnew` shares no answer. */
type How = 'ask' | 'askAnew'

export class ZoneServers {
  readonly #options: ZoneServersOptions
  /** Those that have answered for peers and for this host: no stranger's name has them forgotten. */
  readonly #kept: ExpiringMap<DnsName, KnownZone>
  /** Of all other names; also what is above a zone, as DNS gives it for names that are not there. */
  readonly #seen: ExpiringMap<DnsName, KnownZone>
  readonly #finding = new Map<DnsName, Promise<KnownZone | undefined>>()

  constructor(options: ZoneServersOptions) {
    this.#options = options
    this.#kept = new ExpiringMap(options.clock, maxZones)
    this.#seen = new ExpiringMap(options.clock, maxZones)
  }

  /** Undefined where no server of the zone was found, or none answered within 2 s. */
  async discover(name: DnsName, signal?: AbortSignal): Promise<Discovery | undefined> {
    return within(this.#options.clock, authoritativeMs, this.#discover(name), signal)
  }

  /** False where no server of the zone was found, or none answered within 2 s. */
  async hasAddress(name: DnsName, address: string): Promise<boolean> {
    return (
      (await within(this.#options.clock, authoritativeMs, this.#hasAddress(name, address))) === true
    )
  }

  /** Where a host is now; a question of its own each time, since it may have moved since the last one left. */
  async locate(name: DnsName, signal?: AbortSignal): Promise<Place | undefined> {
    return within(this.#options.clock, authoritativeMs, this.#locate(name), signal)
  }

  /** Finds the servers of a name's zone, so that they need not be looked for when somebody has moved. */
  async prepare(name: DnsName): Promise<void> {
    if (innermost(name, (apex) => this.#kept.get(apex)) !== undefined) {
      await this.#zoneOf(name)
      return
    }
    // That they are its servers is what they say themselves.
    const ask = await this.#asking(name, 'ask', true)
    await ask?.(name, types.SOA)
  }

  /** One question, not shared with others. Undefined where no server of the zone was found, or none answered within 2 s. */
  async ask(name: DnsName, type: number): Promise<DnsMessage | undefined> {
    const asked = this.#asking(name, 'askAnew', true).then((ask) => ask?.(name, type))
    return within(this.#options.clock, authoritativeMs, asked)
  }

  async #discover(name: DnsName): Promise<Discovery | undefined> {
    const ask = await this.#asking(name, 'ask', false)
    if (ask === undefined) return undefined
    const { settings } = this.#options
    const found = await findHost(name, findMagic(name, ask, settings), ask, settings)
    return found?.discovery
  }

  async #hasAddress(name: DnsName, address: string): Promise<boolean> {
    const ask = await this.#asking(name, 'ask', false)
    if (ask === undefined) return false
    return (await findFamilyOf(address, name, ask)).addresses.includes(address)
  }

  async #locate(name: DnsName): Promise<Place | undefined> {
    const ask = await this.#asking(name, 'askAnew', true)
    if (ask === undefined) return undefined
    return findPlace(
      name,
      async (type, owner = name) => readAnswer(await ask(owner, types[type]), owner, type),
      this.#options.settings,
    )
  }

  /**
   * Questions to the servers of the name's zone. Where those that are known refer to others, or are the name's no longer, others
   * are looked for, and asked once more.
   *
   * @param isKept whoever answers for the zone is kept
   */
  async #asking(name: DnsName, how: How, isKept: boolean): Promise<Ask | undefined> {
    const zone = await this.#zoneOf(name)
    if (zone === undefined) return undefined
    const askOne = async (at: KnownZone, asked: DnsName, type: number) => {
      const answer = await this.#askingServers(at, how)(asked, type)
      if (isKept && answer?.header.authoritative === true) this.#keep(at)
      return answer
    }
    return async (asked, type) => {
      const answer = await askOne(zone, asked, type)
      if (answer === undefined || answer.header.authoritative) return answer
      const other = await this.#insteadOf(zone, name)
      return other && onlyAuthoritative(await askOne(other, asked, type))
    }
  }

  #askingServers({ servers }: KnownZone, how: How): Ask {
    const { onAsk } = this.#options
    return asking((query, transport) => servers[how](query, transport), false, onAsk)
  }

  /** Undefined where the same servers are found again. */
  async #insteadOf(zone: KnownZone, name: DnsName): Promise<KnownZone | undefined> {
    const known = this.#known(name)
    const isOther = known !== undefined && known.places !== zone.places
    const other = isOther ? known : await this.#findOnce(name)
    return other?.places === zone.places ? undefined : other
  }

  /** Servers of a zone change seldom, so old ones are asked at once, and newer ones looked for meanwhile. */
  async #zoneOf(name: DnsName): Promise<KnownZone | undefined> {
    const known = this.#known(name)
    if (known === undefined) return this.#findOnce(name)
    if (known.freshUntilMs <= this.#options.clock.nowMs()) void this.#findOnce(name)
    return known
  }

  #known(name: DnsName): KnownZone | undefined {
    return innermost(name, (apex) => this.#kept.get(apex) ?? this.#seen.get(apex))
  }

  #keep(zone: KnownZone): void {
    if (this.#kept.get(zone.apex) !== undefined) return
    this.#kept.set(zone.apex, zone, zoneKeptSeconds)
    this.#seen.delete(zone.apex)
  }

  #findOnce(name: DnsName): Promise<KnownZone | undefined> {
    const under = this.#finding.get(name)
    if (under !== undefined) return under
    const finding = this.#find(name).finally(() => this.#finding.delete(name))
    this.#finding.set(name, finding)
    return finding
  }

  async #find(name: DnsName): Promise<KnownZone | undefined> {
    const { ask, clock, events } = this.#options
    const zone = zoneOf(name, await ask(name, types.SOA))
    const delegation = zone && readAnswer(await ask(zone.apex, types.NS), zone.apex, 'NS')
    if (zone === undefined || delegation?.kind !== 'records') return undefined
    const isPrimary = (host: DnsName) => zone.primary !== undefined && sameName(host, zone.primary)
    const hosts = delegation.values.map(({ host }) => host)
    hosts.sort((one, other) => Number(isPrimary(other)) - Number(isPrimary(one)))
    const addresses = await Promise.all(
      hosts.slice(0, maxZoneServers).map((host) => this.#addressesOf(host)),
    )
    const endpoints = addresses.flat().slice(0, maxZoneServers)
    if (endpoints.length === 0) return undefined
    const servers = new Upstreams(clock, endpoints, events, authoritativeMs)
    const freshMs = Math.min(delegation.ttlSeconds, maxZoneTtlSeconds) * 1000
    const freshUntilMs = clock.nowMs() + freshMs
    const places = endpoints.map(formatEndpoint).toSorted().join(' ')
    const { apex } = zone
    const found = { apex, servers, places, freshUntilMs }
    const isKept = this.#kept.get(apex) !== undefined
    const zones = isKept ? this.#kept : this.#seen
    zones.set(apex, found, zoneKeptSeconds)
    return found
  }

  async #addressesOf(host: DnsName): Promise<Endpoint[]> {
    const { ask, port } = this.#options
    const [v4, v6] = await Promise.all([ask(host, types.A), ask(host, types.AAAA)])
    const answers = [readAnswer(v4, host, 'A'), readAnswer(v6, host, 'AAAA')]
    return answers.flatMap((answer) =>
      answer.kind === 'records' ? answer.values.map(({ address }) => ({ address, port })) : [],
    )
  }
}

/** Of the zones that a name is in. */
function innermost(
  name: DnsName,
  zoneAt: (apex: DnsName) => KnownZone | undefined,
): KnownZone | undefined {
  for (let at: DnsName | undefined = name; at; at = parentOf(at)) {
    const zone = zoneAt(at)
    if (zone !== undefined) return zone
  }
  return undefined
}

/** A server that only passes on what others say, or refers to them, is none of the zone's. */
function onlyAuthoritative(message: DnsMessage | undefined): DnsMessage | undefined {
  return message?.header.authoritative === true ? message : undefined
}

/** RFC 1035: the SOA stands in the answer at the apex, and in the authority section below it. */
function zoneOf(name: DnsName, message: DnsMessage | undefined): Zone | undefined {
  const soa = [...(message?.answers ?? []), ...(message?.authority ?? [])].find(
    (record) => record.type === types.SOA && isWithin(name, record.name),
  )
  if (soa === undefined) return undefined
  return { apex: canonical(soa.name), primary: decodeRdata('SOA', soa.rdata)?.primary }
}
