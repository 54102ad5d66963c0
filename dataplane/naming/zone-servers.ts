// Questions to the servers of a zone itself, past every cache: what they say is what the last dynamic update
// said (PROTOCOL sections 3 and 7). The servers are found through the upstreams and remembered by zone.
import { within } from '../lib/clock.ts'
import type { Clock } from '../lib/clock.ts'
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
import type { Transport } from '../lib/listen-error.ts'
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
  servers: Upstreams
  /** Of `clock.nowMs()`: then they are asked all the same, and looked for behind that. */
  freshUntilMs: number
}

export class ZoneServers {
  readonly #options: ZoneServersOptions
  readonly #zones: ExpiringMap<DnsName, KnownZone>
  readonly #finding = new Map<DnsName, Promise<Upstreams | undefined>>()

  constructor(options: ZoneServersOptions) {
    this.#options = options
    this.#zones = new ExpiringMap(options.clock, maxZones)
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
    await this.#serversOf(name)
  }

  /** One question, not shared with others. Undefined where no server of the zone was found, or none answered within 2 s. */
  async ask(name: DnsName, type: number): Promise<DnsMessage | undefined> {
    return within(this.#options.clock, authoritativeMs, this.#ask(name, type))
  }

  async #ask(name: DnsName, type: number): Promise<DnsMessage | undefined> {
    const servers = await this.#serversOf(name)
    return servers && this.#asking((query, via) => servers.askAnew(query, via))(name, type)
  }

  async #discover(name: DnsName): Promise<Discovery | undefined> {
    const servers = await this.#serversOf(name)
    if (servers === undefined) return undefined
    const { settings } = this.#options
    const ask = this.#asking((query, transport) => servers.ask(query, transport))
    const found = await findHost(name, findMagic(name, ask, settings), ask, settings)
    return found?.discovery
  }

  async #hasAddress(name: DnsName, address: string): Promise<boolean> {
    const servers = await this.#serversOf(name)
    if (servers === undefined) return false
    const ask = this.#asking((query, transport) => servers.ask(query, transport))
    return (await findFamilyOf(address, name, ask)).addresses.includes(address)
  }

  async #locate(name: DnsName): Promise<Place | undefined> {
    const servers = await this.#serversOf(name)
    if (servers === undefined) return undefined
    const ask = this.#asking((query, transport) => servers.askAnew(query, transport))
    return findPlace(
      name,
      async (type, owner = name) => readAnswer(await ask(owner, types[type]), owner, type),
      this.#options.settings,
    )
  }

  #asking(askBytes: (query: Uint8Array, transport: Transport) => Promise<Buffer | undefined>): Ask {
    const askDirectly = asking(askBytes, false, this.#options.onAsk)
    return async (asked, type) => onlyAuthoritative(await askDirectly(asked, type))
  }

  /** Servers of a zone change seldom, so old ones are asked at once, and newer ones looked for meanwhile. */
  async #serversOf(name: DnsName): Promise<Upstreams | undefined> {
    const known = this.#known(name)
    if (known === undefined) return this.#findOnce(name)
    if (known.freshUntilMs <= this.#options.clock.nowMs()) void this.#findOnce(name)
    return known.servers
  }

  #known(name: DnsName): KnownZone | undefined {
    for (let at: DnsName | undefined = name; at; at = parentOf(at)) {
      const zone = this.#zones.get(at)
      if (zone !== undefined) return zone
    }
    return undefined
  }

  #findOnce(name: DnsName): Promise<Upstreams | undefined> {
    const under = this.#finding.get(name)
    if (under !== undefined) return under
    const finding = this.#find(name).finally(() => this.#finding.delete(name))
    this.#finding.set(name, finding)
    return finding
  }

  async #find(name: DnsName): Promise<Upstreams | undefined> {
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
    this.#zones.set(zone.apex, { servers, freshUntilMs }, zoneKeptSeconds)
    return servers
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
