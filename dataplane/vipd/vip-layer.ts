// Everything between applications and the network that is there while mobility is on: the TUN, the SAs, the
// negotiation, and the watch over this machine's addresses. Names, trust and the tables outlive it.
import { uptime } from 'node:os'
import { Dataplane, monotonicUs } from 'tun-tap/dataplane'
import type { DataplaneEvent, PeerId } from 'tun-tap/dataplane'
import { datagramWayTo } from 'tun-tap/datagram-way'
import type { Clock } from '../lib/clock.ts'
import type { Log } from '../lib/log.ts'
import { AddressWatch } from '../mobility/address-watch.ts'
import { Mobility } from '../mobility/mobility.ts'
import type { MobilityPorts, MovingAssociations } from '../mobility/ports.ts'
import { SleepWatch } from '../mobility/sleep-watch.ts'
import type { UsableAddress } from '../mobility/usable-addresses.ts'
import { Negotiation } from '../negotiation/negotiation.ts'
import type { NegotiationPorts } from '../negotiation/ports.ts'
import { Associations } from '../tunnel/associations.ts'
import { OutsideVips } from '../tunnel/outside-vips.ts'
import { hasPath } from '../tunnel/path.ts'
import { PeerActivity } from '../tunnel/peer-activity.ts'
import { UnknownSpiAnswers } from '../tunnel/unknown-spi.ts'
import { VipInterface } from '../tunnel/vip-interface.ts'
import { guardVipRanges } from '../tunnel/vip-ranges.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { decodeInnerControl } from '../wire/payloads.ts'
import { machineChangeText, openMachineChanges } from './machine-changes.ts'
import { ObservedSources } from './observed-sources.ts'
import { PathFitting } from './path-fitting.ts'
import { dataPathError } from './start-error.ts'
import { withoutFaults } from './without-faults.ts'

/** Leaves room for IPv6, UDP and ESP around it on a path of 1500 (PROTOCOL section 1). */
const innerMtuBytes = 1400

export interface VipLayerOptions {
  runDirectory: string
  tun: string
  port: number
  interfacePatterns: readonly string[]
  rekeyAfterMs: number
  clock: Clock
  log: Log
  ownVip6: string
  /** What the layer does not bring itself. */
  ports: Omit<
    NegotiationPorts,
    | 'associations'
    | 'ownEndpoints'
    | 'sourceTowards'
    | 'sendClear'
    | 'ownVip6'
    | 'carriesPhysicalVips'
    | 'trafficAgeMs'
    | 'isOfOwnNetwork'
    | 'onFault'
  >
  /** What mobility needs besides. */
  mobility: Pick<MobilityPorts, 'partnerMs' | 'locate' | 'journal' | 'onPeerMoved'>
  onAddresses: (addresses: readonly UsableAddress[]) => void
  /** Links, addresses or routes have changed in any way. */
  onNetwork: () => void
  /** The data path has ended by itself. */
  onFailed: (error: string) => void
}

export class VipLayer {
  readonly negotiation: Negotiation
  readonly mobility: Mobility
  readonly #options: VipLayerOptions
  readonly #dataplane: Dataplane
  readonly #interface: VipInterface
  readonly #associations: Associations
  readonly #unknownSpi: UnknownSpiAnswers
  readonly #activity: PeerActivity
  readonly #watch: AddressWatch
  readonly observed = new ObservedSources()
  /** Of what a killed helper left; a sentence each. */
  readonly notUndone: readonly string[]
  readonly #changes: ReturnType<typeof openMachineChanges>
  readonly #sleep: SleepWatch
  readonly #fitting: PathFitting
  #hasStarted = false
  #unreadableControl = 0

  /** @throws StartError */
  constructor(options: VipLayerOptions) {
    const { tun, port, clock, ports } = options
    this.#options = options
    this.#changes = openMachineChanges(options.runDirectory)
    this.notUndone = this.#undoChanges()
    const take = withoutFaults<DataplaneEvent>((event) => this.#handle(event), options.log, clock)
    this.#dataplane = openDataplane(tun, port, take)
    try {
      const { hasIpv6 } = this.#dataplane.describe()
      guardVipRanges()
      const v6 = hasIpv6 ? options.ownVip6 : undefined
      const outside = new OutsideVips(tun, this.#changes)
      this.#interface = new VipInterface(tun, innerMtuBytes, { v4: ports.ownVips.all, v6 }, outside)
      this.#associations = new Associations({
        dataplane: this.#dataplane,
        interface: this.#interface,
        mtuBytes: innerMtuBytes,
        rekeyAfterMs: options.rekeyAfterMs,
        clock,
        randomBytes: ports.randomBytes,
        events: {
          onRekeyDue: (name) => this.negotiation.rekeyDue(name),
          onConfirmed: (name, spi) => this.negotiation.confirmed(name, spi),
        },
      })
      const fitPaths = () => this.#associations.fitPaths()
      this.#fitting = new PathFitting({ fitPaths, clock, log: options.log })
      this.#unknownSpi = new UnknownSpiAnswers(clock, (to, bytes) => this.#sendClear(to, bytes))
      this.#watch = new AddressWatch({
        patterns: options.interfacePatterns,
        ownTun: tun,
        onAddresses: (addresses) => {
          options.onAddresses(addresses)
          this.negotiation.oneSided.ownAddressesChanged()
        },
        onNetwork: (addresses, atUs) => {
          // Partners first; whoever else has packets waiting comes after them.
          if (this.#hasStarted) this.mobility.networkChanged(addresses, atUs)
          options.onNetwork()
          this.#fitting.soon()
        },
      })
      this.negotiation = new Negotiation({
        ...ports,
        associations: this.#associations,
        ownEndpoints: () => this.addresses.map(({ address }) => endpointText(address, port)),
        sourceTowards: (endpoint) => sourceTowards(endpoint, port),
        sendClear: (endpoint, message) => this.#sendClear(endpoint, message),
        ownVip6: () => v6,
        carriesPhysicalVips: true,
        isOfOwnNetwork: (address) => this.#watch.isOfOwnNetwork(address),
        trafficAgeMs: (name) => this.#trafficAgeMs(name),
        onEvent: (event) => {
          this.observed.note(event)
          ports.onEvent(event)
        },
        onFault: (error) => this.#noteFault(error),
      })
      this.#activity = new PeerActivity(this.#dataplane, this.#associations)
      this.mobility = new Mobility(this.#mobilityPorts())
      this.#sleep = new SleepWatch({
        clock,
        bootMs: () => uptime() * 1000,
        onWake: () => {
          this.#watch.refresh()
          this.mobility.woke()
        },
      })
    } catch (error) {
      this.#dataplane.close()
      throw dataPathError(error, tun, port)
    }
  }

  /** Resolves when the present addresses are known and packets can flow. */
  async start(): Promise<void> {
    await this.#watch.start()
    this.mobility.start(this.addresses)
    this.#hasStarted = true
    this.#sleep.start()
    this.negotiation.start()
  }

  /** Says good-bye to peers and removes the TUN. Idempotent. */
  stop(): void {
    this.#sleep.stop()
    this.mobility.stop()
    this.negotiation.stop()
    this.#watch.stop()
    this.#fitting.stop()
    this.#associations.stop()
    this.#dataplane.close()
    this.#undoChanges()
  }

  get addresses(): readonly UsableAddress[] {
    return this.#watch.addresses
  }

  /** Own VIPs are others now; the first stays the first. */
  setLocalVips(vips: readonly string[]): void {
    this.#interface.setLocalVips(vips)
  }

  trafficOf(name: DnsName) {
    const id = this.#associations.idOf(name)
    return id === undefined ? undefined : (this.#dataplane.traffic([id])[0] ?? undefined)
  }

  /** Packets dropped, by reason: of one peer, or of all. */
  drops(name?: DnsName): Record<string, number> {
    if (name === undefined) {
      const all = this.#dataplane.drops()
      return this.#unreadableControl === 0
        ? all
        : { ...all, controlMalformed: this.#unreadableControl }
    }
    const id = this.#associations.idOf(name)
    return id === undefined ? {} : this.#dataplane.drops(id)
  }

  /** At the start, what a killed helper left. */
  #undoChanges(): string[] {
    const { undone, failed } = this.#changes.undoAll()
    const { log } = this.#options
    if (undone.length > 0) log.debug('undone on this machine', { changes: undone })
    for (const { change, error } of failed) log.error('cannot be undone', { change, error })
    return failed.map(({ change, error }) => `${machineChangeText(change)} (${error.message})`)
  }

  /** Since the last packet from or to a peer. */
  #trafficAgeMs(name: DnsName): number | undefined {
    const traffic = this.trafficOf(name)
    const newestUs = Math.max(traffic?.lastHeardUs ?? 0, traffic?.lastSentUs ?? 0)
    return newestUs === 0 ? undefined : (monotonicUs() - newestUs) / 1000
  }

  #sendClear(endpoint: string, message: Uint8Array): void {
    const error = this.#dataplane.sendClear(endpoint, message)
    if (error !== null)
      this.#options.log.debug('a control message was not sent', { endpoint, error })
  }

  #noteFault(error: Error): void {
    this.#options.log.error('a fault of the helper', { error })
  }

  #handle(event: DataplaneEvent): void {
    switch (event.kind) {
      case 'clear':
        this.negotiation.handleClear(event.source, event.payload)
        return
      case 'control':
        this.#handleControl(event)
        return
      case 'unknownSpi':
        this.#unknownSpi.answer(event.source, event.spi, event.sequence)
        return
      case 'saProven':
        this.#associations.heardOn(event.peer, event.spi)
        return
      case 'rekeyDue':
        this.#withName(event.peer, (name) => this.negotiation.rekeyDue(name))
        return
      case 'pathLost':
        this.#associations.notePathLost(event.peer)
        return
      case 'pathTooNarrow':
        this.#fitting.tooNarrow()
        return
      case 'wrongSource':
        this.#withName(event.peer, (name) => this.mobility.wrongSource(name, event.source))
        return
      case 'heard':
        this.#withName(event.peer, (name) => this.mobility.heard(name, event.atUs, event.source))
        return
      case 'sent':
        this.#withName(event.peer, (name) => this.mobility.sent(name, event.atUs, event.endpoint))
        return
      case 'failed':
        this.#options.onFailed(event.error)
        return
      // Counted in `drops`.
      case 'unmappedVip':
        return
      default:
        event satisfies never
    }
  }

  #handleControl(event: Extract<DataplaneEvent, { kind: 'control' }>): void {
    const isFollowed = event.heardBeforeUs !== null
    if (isFollowed) this.#withName(event.peer, (name) => this.#associations.followedHint(name))
    this.#takeControl(event)
    // Whatever became of it.
    if (isFollowed) this.#withName(event.peer, (name) => this.#associations.restateEndpoints(name))
  }

  #takeControl(event: Extract<DataplaneEvent, { kind: 'control' }>): void {
    const message = decodeInnerControl(event.payload)
    if (!message.ok) {
      this.#unreadableControl += 1
      return
    }
    this.#withName(event.peer, (name) => {
      this.#associations.heardOn(event.peer, event.spi)
      if (this.negotiation.handleControl(name, event.spi, message.value, event.source)) return
      this.mobility.handleControl(name, message.value, event.source, event)
    })
  }

  #mobilityPorts(): MobilityPorts {
    const { mobility, clock, port, ports } = this.#options
    const [associations, activity] = [this.#associations, this.#activity]
    const moving: MovingAssociations = {
      setEndpoints: (name, endpoints) => associations.setEndpoints(name, endpoints),
      hold: (name) => associations.hold(name),
      resume: (name, resendSinceUs) => associations.resume(name, resendSinceUs),
      proofOf: (name) => activity.proofOf(name),
      usedSince: (us) => activity.usedSince(us),
      silentSince: (us) => activity.silentSince(us),
      armHeard: (name) => activity.armHeard(name),
      armSent: (name) => activity.armSent(name),
      useAlternatePort: (name, isUsed) => activity.useAlternatePort(name, isUsed),
      renewAlternatePort: () => activity.renewAlternatePort(),
      markCongestion: (name) => activity.markCongestion(name),
      lostOf: (name) => activity.lostOf(name),
    }
    return {
      ...mobility,
      clock,
      port,
      randomBytes: ports.randomBytes,
      nowUs: monotonicUs,
      isMapped: (name) => ports.names.mappingOf(name) !== undefined,
      endpoints: ports.endpoints,
      associations: moving,
      sendControl: (name, message, endpoint) =>
        this.negotiation.sendControl(name, message, endpoint),
      roundTripOf: (name) => this.negotiation.roundTrips.of(name),
      noteRoundTrip: (name, ms) => this.negotiation.roundTrips.note(name, ms),
      hasPath: (endpoint) => hasPath([endpoint]),
    }
  }

  #withName(id: PeerId, act: (name: DnsName) => void): void {
    const name = this.#associations.nameOf(id)
    if (name !== undefined) act(name)
  }
}

/** @throws StartError */
function openDataplane(
  tun: string,
  port: number,
  onEvent: (event: DataplaneEvent) => void,
): Dataplane {
  try {
    return new Dataplane({ tun, port, onEvent })
  } catch (error) {
    throw dataPathError(error, tun, port)
  }
}

function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

function sourceTowards(endpoint: string, port: number): string | undefined {
  try {
    const source = datagramWayTo(endpoint)?.source
    return source ? endpointText(source, port) : undefined
  } catch {
    // Whoever needs one takes another of our addresses.
    return undefined
  }
}
