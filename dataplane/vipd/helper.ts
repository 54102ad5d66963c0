// The helper as a whole: which parts there are, in which order they start and stop, and how they meet. Parts know each
// other only through what is passed here.
import { randomBytes } from 'node:crypto'
import { offeredCiphers } from 'tun-tap/aead'
import type { Configuration } from '../contract/configuration.ts'
import type { EventNews } from '../contract/events.ts'
import { ControlServer } from '../control/control-server.ts'
import { EventLog } from '../control/event-log.ts'
import { Redaction } from '../control/redaction.ts'
import { StateHub } from '../control/state-hub.ts'
import { fingerprintOf } from '../identity/fingerprint.ts'
import { TrustQuestions } from '../identity/trust-questions.ts'
import type { TrustQuestion } from '../identity/trust-questions.ts'
import type { UpdatePhase } from '../naming/dynamic-dns/updater.ts'
import type { NameSource } from '../naming/ports.ts'
import { Resolver } from '../naming/resolver.ts'
import { HostTrust } from '../negotiation/host-trust.ts'
import type { NegotiationEvent } from '../negotiation/ports.ts'
import { vip6Of } from '../negotiation/vip6.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { afterStart } from './after-start.ts'
import { endpointOf, required, vipRangeOf } from './configured.ts'
import { tellConfiguration } from './configuration-news.ts'
import { dnsPorts } from './dns-ports.ts'
import { OwnDns } from './dynamic-dns.ts'
import type { HelperOptions } from './helper-options.ts'
import { helperActs } from './helper-acts.ts'
import type { ActSources } from './helper-acts.ts'
import { helperFacts } from './helper-facts.ts'
import type { HelperSources } from './helper-facts.ts'
import { openHostIdentity } from './host-identity.ts'
import type { HostIdentity } from './host-identity.ts'
import { nameFromText, nameText } from './name-text.ts'
import { openJournal } from './open-journal.ts'
import { openTables } from './open-tables.ts'
import type { Tables } from './open-tables.ts'
import { nameSource } from './name-source.ts'
import { mobilityNeeds } from './mobility-needs.ts'
import { newsOf } from './negotiation-news.ts'
import { NetworkInForce } from './network-in-force.ts'
import { NewsQueue } from './news-queue.ts'
import { SavedStateFile, savedStateOf } from './saved-state.ts'
import type { SavedState } from './saved-state.ts'
import { selfTest } from './self-test.ts'
import { makeFolder } from './make-folder.ts'
import { Rehearsals } from './rehearsals.ts'
import { TrustDesk } from './trust-desk.ts'
import { UpstreamWatch } from './upstream-watch.ts'
import { VipLayer } from './vip-layer.ts'

export class Helper {
  readonly #options: HelperOptions
  #configuration: Configuration
  readonly #ownName: DnsName
  readonly #ownVip6: string
  readonly #identity: HostIdentity
  readonly #events: EventLog
  readonly #news: NewsQueue
  readonly #hub: StateHub
  readonly #control: ControlServer
  readonly #tables: Tables
  readonly #saved: SavedStateFile
  readonly #questions: TrustQuestions
  readonly #trust: HostTrust
  readonly #desk: TrustDesk
  readonly #source: NameSource
  readonly #resolver: Resolver
  readonly #ownDns: OwnDns
  readonly #upstreams: UpstreamWatch
  readonly #rounds = new Map<DnsName, number>()
  readonly #journal = openJournal((news) => this.#publish(news))
  readonly #startedAtMs: number
  readonly #ending = new AbortController()
  readonly #rehearsals: Rehearsals
  readonly #publish = (news: EventNews) => this.#news.add(news)
  readonly #network: NetworkInForce
  #layer: VipLayer | undefined
  #enabled = true
  #isReady = false
  #stateFault: string | undefined

  /** Opens what is on disk. @throws StartError */
  constructor(options: HelperOptions) {
    const { clock, log, runDirectory, stateDirectory } = options
    this.#options = options
    this.#startedAtMs = clock.wallMs()
    const configuration = options.configuration.configuration
    this.#configuration = configuration
    this.#network = new NetworkInForce(configuration.network, {
      isOn: () => this.#layer !== undefined,
      start: () => this.#startLayer(),
      stop: () => this.#stopLayer(),
      onFatal: options.onFatal,
    })
    this.#ownName = required(nameFromText(configuration.name))
    makeFolder(runDirectory, '--run-dir', 0o755)
    const onKnownHosts = () => this.#hub.changed('knownHosts', 'peers')
    this.#identity = openHostIdentity(stateDirectory, configuration.name, onKnownHosts)
    const { hostKey, knownHosts } = this.#identity
    this.#ownVip6 = vip6Of(hostKey.publicKey)

    this.#events = new EventLog(clock)
    this.#news = new NewsQueue(clock, (news, atMs) => {
      this.#events.publish(news, atMs)
      this.#hub.changed('status')
    })
    const onFault = (error: Error) => log.error('a fault of the helper', { error })
    this.#hub = new StateHub({ clock, facts: helperFacts(this.#sources()), onFault })

    const saved = SavedStateFile.loaded(runDirectory, log)
    this.#enabled = saved?.enabled ?? true
    const noteFault = (error: Error) => this.#noteStateFault(error)
    this.#saved = new SavedStateFile(runDirectory, clock, () => this.#state(), noteFault)
    this.#tables = openTables({
      ...{ clock, configuration, saved },
      onChange: (moved) => this.#tablesChanged(moved),
      onOwnVips: (vips) => {
        this.#layer?.setLocalVips(vips)
        this.#tablesChanged()
      },
    })

    this.#questions = new TrustQuestions(
      () => clock.wallMs(),
      (asked) => this.#questionsChanged(asked),
    )
    this.#trust = new HostTrust({
      store: knownHosts,
      policy: () => this.#configuration.trust.policy,
      questions: this.#questions,
      wallMs: () => clock.wallMs(),
      onDecided: (name, isTrusted) => {
        this.#layer?.negotiation.trustDecided(name, isTrusted)
        this.#hub.changed('knownHosts', 'peers')
      },
    })
    this.#desk = new TrustDesk({
      clock,
      store: knownHosts,
      questions: this.#questions,
      trust: this.#trust,
      onNews: (news) => this.#publish(news),
      onForgotten: (name) => {
        this.#layer?.negotiation.forget(name, 'key-removed')
      },
    })
    this.#rehearsals = new Rehearsals(clock, this.#ending.signal)
    this.#source = nameSource({
      ...{ clock, rehearsals: this.#rehearsals },
      ownName: () => this.#ownName,
      ownVips: () => (this.#layer === undefined ? [] : this.#tables.ownVips.all),
      ownVip6: this.#ownVip6,
      names: this.#tables.names,
      trust: this.#trust,
      negotiation: () => this.#layer?.negotiation,
    })
    const { listen, magic } = configuration.resolver
    this.#upstreams = new UpstreamWatch({
      clock,
      configuration: () => this.#configuration,
      onChanged: (upstreams) => {
        this.#resolver.useUpstreams(upstreams)
        this.#hub.changed('status')
      },
    })
    this.#resolver = new Resolver({
      clock,
      listen: endpointOf(listen),
      upstreams: this.#upstreams.present,
      source: this.#source,
      magicPrefix: magic,
    })
    const ownDns = {
      ...{ clock, log, ownName: this.#ownName, hostKey: hostKey.publicKey },
      ownVip: () => (this.#enabled ? this.#tables.ownVips.all[0] : undefined),
      discover: (name: DnsName) => this.#resolver.discover(name),
      onPhase: ({ phase, detail, atUs }: UpdatePhase) =>
        this.#layer?.mobility.ownRecord?.note(`dns-${phase}`, detail, { atUs }),
      askAuthoritative: (name: DnsName, type: number) =>
        this.#resolver.askAuthoritative(name, type),
      onStatus: () => this.#hub.changed('status'),
    }
    this.#ownDns = new OwnDns(ownDns, configuration)
    this.#control = this.#controlServer(onFault)
  }

  #controlServer(onFault: (error: Error) => void): ControlServer {
    const { runDirectory, clock, version } = this.#options
    const redaction = new Redaction()
    redaction.protect(this.#identity.hostKey.noiseKeys().privateKey)
    const acts = helperActs(this.#actSources())
    const [hub, events] = [this.#hub, this.#events]
    const parts = { runDirectory, acts, clock, hub, events, redaction, version, onFault }
    return new ControlServer(parts)
  }

  #actSources(): ActSources {
    return {
      ...this.#sources(),
      clock: this.#options.clock,
      source: this.#source,
      discover: (name, options) => this.#resolver.discover(name, options),
      roundsOf: (name) => this.#rounds.get(name) ?? 0,
      endpointsOf: (name) => (this.#layer === undefined ? [] : this.#tables.endpoints.of(name)),
      switchTo: (enabled) => this.#switch(enabled),
    }
  }

  /** Read when somebody asks, and not before all parts are there. */
  #sources(): HelperSources {
    return {
      version: this.#options.version,
      startedAtMs: this.#startedAtMs,
      ownName: this.#ownName,
      ownVip6: this.#ownVip6,
      configuration: this.#options.configuration,
      network: () => this.#network,
      identity: this.#identity,
      upstreams: () => this.#upstreams.present,
      isEnabled: () => this.#enabled,
      isReady: () => this.#isReady,
      stateFault: () => this.#stateFault,
      layer: () => this.#layer,
      names: () => this.#tables.names,
      ownVips: () => this.#tables.ownVips,
      desk: () => this.#desk,
      ownDns: () => this.#ownDns,
      journal: () => this.#journal,
      folders: this.#options,
      resolverCounters: () => ({ ...this.#resolver.counters() }),
    }
  }

  /** In this order: the way for packets, the names that lead to it, and who may ask about it. @throws StartError and what parts throw */
  async start(): Promise<void> {
    const { version, log } = this.#options
    selfTest(this.#identity.hostKey, this.#ownName)
    this.#ownDns.start()
    if (this.#enabled) await this.#startLayer()
    await this.#resolver.start()
    this.#upstreams.look()
    await this.#control.start()
    this.#saved.flush()
    void afterStart(this.#actSources(), this.#rehearsals, log, this.#ending.signal)
    this.#isReady = true
    const fingerprint = fingerprintOf(this.#identity.hostKey.publicKey)
    if (this.#identity.isNew) log.info('made a host key', { fingerprint })
    const vips = this.#tables.ownVips.all
    log.info('ready', { name: nameText(this.#ownName), vips, fingerprint })
    this.#publish({ kind: 'helper-ready', version })
    this.#options.configuration.start((event) => {
      const apply = (configuration: Configuration) => this.#apply(configuration)
      void tellConfiguration(event, { log, publish: this.#publish, apply })
    })
  }

  async #apply(configuration: Configuration): Promise<readonly string[]> {
    this.#configuration = configuration
    this.#upstreams.look()
    this.#ownDns.use(configuration)
    const fault = await this.#network.use(configuration.network)
    this.#hub.changed('status')
    return fault === undefined ? [] : [`${fault.problem}: ${fault.remedy}`]
  }

  /** The other way round. Idempotent. */
  async stop(): Promise<void> {
    this.#isReady = false
    this.#ending.abort()
    this.#options.configuration.stop()
    this.#publish({ kind: 'helper-stopping' })
    this.#news.flush()
    await this.#control.stop()
    this.#ownDns.stop()
    this.#upstreams.stop()
    await this.#resolver.stop()
    this.#stopLayer()
    this.#saved.flush()
  }

  /** Where programs find the resolver, and peers this host. */
  describe(): { resolver: string; port: number } {
    return { resolver: this.#configuration.resolver.listen, port: this.#network.network.port }
  }

  async #startLayer(): Promise<void> {
    const { clock, log, onFatal } = this.#options
    const { tun, port, interfaces, rekeySeconds } = this.#network.network
    const layer = new VipLayer({
      runDirectory: this.#options.runDirectory,
      tun,
      port,
      interfacePatterns: interfaces,
      rekeyAfterMs: rekeySeconds * 1000,
      clock,
      log,
      ownVip6: this.#ownVip6,
      onNetwork: () => {
        this.#ownDns.networkChanged()
        this.#upstreams.lookSoon()
      },
      mobility: mobilityNeeds({
        partnerSeconds: () => this.#configuration.mobility.partnerSeconds,
        resolver: this.#resolver,
        journal: this.#journal,
        publish: (news) => this.#publish(news),
      }),
      onAddresses: (addresses) => {
        this.#ownDns.addressesChanged(addresses)
        const texts = addresses.map(({ address }) => address)
        log.info('addresses', { addresses: texts })
        this.#publish({ kind: 'addresses-changed', addresses: texts })
        this.#hub.changed('status')
      },
      onFailed: (error) => onFatal(`the data path ended: ${error}`),
      ports: {
        clock,
        randomBytes,
        hostKey: this.#identity.hostKey,
        ownName: () => this.#ownName,
        vipRange: vipRangeOf(this.#options.configuration.atStart),
        transforms: offeredCiphers(),
        ...dnsPorts(this.#resolver),
        trust: this.#trust,
        ...this.#tables,
        onEvent: (event) => this.#tell(event),
      },
    })
    this.#layer = layer
    await layer.start().catch((error: unknown) => {
      this.#stopLayer()
      throw error
    })
  }

  #stopLayer(): void {
    this.#layer?.stop()
    this.#layer = undefined
  }

  #tell(event: NegotiationEvent): void {
    if (event.kind === 'agreed') this.#rounds.set(event.name, event.rounds)
    if (event.kind === 'agreed' || event.kind === 'rekeyed') {
      this.#desk.noteProved(event.name)
      this.#layer?.mobility.agreed(event.name)
      // A program may wait for the agreement: it gets its answer first.
      setImmediate(() => void this.#resolver.prepareToLocate(event.name))
    }
    if (event.kind === 'mapping-dropped') this.#layer?.mobility.forget(event.name)
    const isChangedKey = event.kind === 'key-refused' && event.reason === 'key-changed'
    if (isChangedKey) this.#desk.noteChanged(event.name, event.key)
    const news = newsOf(event, (name) => this.#trust.trustedKeys(name) ?? [])
    if (news !== undefined) this.#publish(news)
    this.#hub.changed('peers', 'mappings', 'partners', 'knownHosts')
  }

  /** @param moved whose endpoints are others now */
  #tablesChanged(moved?: DnsName): void {
    if (moved !== undefined) this.#layer?.negotiation.oneSided.endpointsChanged(moved)
    this.#saved.changed()
    this.#hub.changed('peers', 'mappings', 'partners', 'status')
  }

  #questionsChanged(asked?: TrustQuestion): void {
    if (asked !== undefined) {
      const { name, fingerprint } = asked
      this.#publish({ kind: 'key-asked', name: nameText(name), fingerprint })
    }
    this.#hub.changed('questions', 'peers')
  }

  #state(): SavedState {
    return savedStateOf(this.#enabled, this.#tables)
  }

  #noteStateFault(error: Error): void {
    if (this.#stateFault === undefined) this.#options.log.error('mappings are not saved', { error })
    this.#stateFault = error.message
  }

  /** @returns whether it was the other way before */
  async #switch(enabled: boolean): Promise<boolean> {
    if (this.#enabled === enabled) return false
    this.#enabled = enabled
    if (!enabled) this.#stopLayer()
    else {
      await this.#startLayer().catch((error: unknown) => {
        this.#enabled = false
        throw error
      })
    }
    this.#ownDns.switched()
    this.#publish({ kind: 'switched', enabled })
    this.#saved.changed()
    this.#hub.changed('status', 'peers', 'partners', 'mappings')
    return true
  }
}
