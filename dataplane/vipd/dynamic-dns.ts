// This host's own records in DNS: which provider the configuration names, and what is to be published when.
import { isDeepStrictEqual } from 'node:util'
import { defaultPort } from '../contract/configuration.ts'
import type { Configuration, DynamicDns as DynamicDnsSettings } from '../contract/configuration.ts'
import type { DynamicDnsReport } from '../contract/calls.ts'
import { VipError } from '../contract/errors.ts'
import type { Status } from '../contract/model.ts'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { Rfc2136 } from '../naming/dynamic-dns/rfc2136.ts'
import { setText } from '../naming/dynamic-dns/own-records.ts'
import type { OwnRecords } from '../naming/dynamic-dns/own-records.ts'
import type { DynamicDnsProvider } from '../naming/dynamic-dns/provider.ts'
import { Cloudflare } from '../naming/dynamic-dns/cloudflare.ts'
import { Desec } from '../naming/dynamic-dns/desec.ts'
import { DuckDns } from '../naming/dynamic-dns/duckdns.ts'
import { Dyndns2 } from '../naming/dynamic-dns/dyndns2.ts'
import { WebClient } from '../naming/dynamic-dns/web-client.ts'
import { WebProvider } from '../naming/dynamic-dns/web-provider.ts'
import type { WebDialect } from '../naming/dynamic-dns/web-provider.ts'
import type { Ask } from '../naming/own-question.ts'
import { DynamicDns } from '../naming/dynamic-dns/updater.ts'
import type { UpdatePhase } from '../naming/dynamic-dns/updater.ts'
import type { Discover } from '../naming/ports.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { required } from './configured.ts'
import { nameFromText } from './name-text.ts'

/** Providers on the web may show an update later: what is known by then is told. */
const actWithinMs = 10_000

const withoutProvider = {
  call: 'ddnsUpdate',
  problem: 'No provider of dynamic DNS is configured.',
  remedy: 'Fill in the table [ddns] of the configuration.',
}

export interface OwnDnsOptions {
  clock: Clock
  log: Log
  ownName: DnsName
  hostKey: Uint8Array
  /** What DNS is to propose; undefined while mobility is off. */
  ownVip: () => string | undefined
  discover: Discover
  /** Of a server of the name's zone itself. */
  askAuthoritative: Ask
  /** Called the moment it happens; for receipts of moves. */
  onPhase: (phase: UpdatePhase) => void
  onStatus: () => void
}

export class OwnDns {
  readonly #options: OwnDnsOptions
  #configuration: Configuration
  #updater: DynamicDns | undefined
  #addresses: readonly string[] = []

  constructor(options: OwnDnsOptions, configuration: Configuration) {
    this.#options = options
    this.#configuration = configuration
  }

  get status(): Status['ddns'] {
    const { provider } = this.#configuration.ddns
    return this.#updater?.status ?? { provider, state: 'off', lastUpdate: null, problem: null }
  }

  get report(): DynamicDnsReport {
    const sets = this.#updater?.records ?? []
    return { ...this.status, records: sets.map(setText).filter(({ values }) => values.length > 0) }
  }

  /** Resolves when that is done, or has failed. @throws VipError where there is nothing to update by */
  async act(action: 'force' | 'withdraw', signal: AbortSignal): Promise<DynamicDnsReport> {
    const updater = this.#updater
    if (updater === undefined) throw new VipError({ code: 'act-failed', data: withoutProvider })
    if (action === 'withdraw') await updater.withdraw()
    else {
      updater.force()
      await updater.settled(actWithinMs, signal)
    }
    return this.report
  }

  start(): void {
    this.#updater = this.#makeUpdater()
    this.#updater?.start()
    this.#update()
  }

  /** DNS keeps what it says. Idempotent. */
  stop(): void {
    this.#updater?.stop()
    this.#updater = undefined
  }

  /** Another configuration. A provider that stays is not bothered: unneeded updates count as abuse with some. */
  use(configuration: Configuration): void {
    const { ddns, resolver } = this.#configuration
    const isSame =
      isDeepStrictEqual(configuration.ddns, ddns) && configuration.resolver.magic === resolver.magic
    if (!isSame) this.stop()
    this.#configuration = configuration
    if (isSame) this.#update()
    else this.start()
  }

  /** Sends before it returns. While there is no address, DNS keeps the former. */
  addressesChanged(addresses: readonly { address: string }[]): void {
    this.#addresses = addresses.map(({ address }) => address)
    this.#update()
  }

  /** Mobility was turned on or off. */
  switched(): void {
    this.#update()
  }

  networkChanged(): void {
    this.#updater?.networkChanged()
  }

  #update(): void {
    this.#updater?.update(this.#records())
  }

  #records(): OwnRecords {
    const { ownName: name, ownVip, hostKey } = this.#options
    const { port } = this.#configuration.network
    return { name, addresses: this.#addresses, vip: ownVip(), port, defaultPort, hostKey }
  }

  async #addressesOf(host: string): Promise<readonly string[]> {
    const name = nameFromText(host)
    const found = name && (await this.#options.discover(name))
    return found?.addresses ?? []
  }

  #makeUpdater(): DynamicDns | undefined {
    const { clock, log, onStatus } = this.#options
    const provider = this.#providerOf(this.#configuration.ddns)
    if (provider === undefined) return undefined
    const onPhase = (update: UpdatePhase) => {
      const { phase, detail } = update
      this.#options.onPhase(update)
      if (phase === 'failed') log.warn('DNS is not updated', { problem: detail })
      else log.debug('dynamic DNS', { phase })
    }
    return new DynamicDns({ clock, provider, random: Math.random, onPhase, onStatus })
  }

  #providerOf(settings: DynamicDnsSettings): DynamicDnsProvider | undefined {
    const { clock } = this.#options
    const addressesOf = (host: string) => this.#addressesOf(host)
    const magicPrefix = this.#configuration.resolver.magic
    switch (settings.provider) {
      case 'none':
        return undefined
      case 'rfc2136': {
        const { server, keyFile: keyPath, ttlSeconds } = settings
        const zone = required(nameFromText(settings.zone))
        return new Rfc2136({ clock, server, zone, keyPath, ttlSeconds, magicPrefix, addressesOf })
      }
      case 'dyndns2':
        return this.#webProvider(new Dyndns2(settings.server, magicPrefix), settings.keyFile)
      case 'duckdns':
        return this.#webProvider(new DuckDns(magicPrefix), settings.keyFile)
      case 'desec': {
        const { keyFile, ttlSeconds } = settings
        return this.#webProvider(new Desec(magicPrefix, ttlSeconds), keyFile)
      }
      case 'cloudflare': {
        const { zone, keyFile, ttlSeconds } = settings
        return this.#webProvider(new Cloudflare(zone, magicPrefix, ttlSeconds), keyFile)
      }
    }
  }

  #webProvider(dialect: WebDialect, keyPath: string): WebProvider {
    const { clock, askAuthoritative: askZone } = this.#options
    const addressesOf = (host: string) => this.#addressesOf(host)
    return new WebProvider({
      client: new WebClient({ clock, addressesOf }),
      dialect,
      keyPath,
      askZone,
    })
  }
}
