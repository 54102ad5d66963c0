// What the parts of one negotiation share.
import type { VipFault, Vips } from '../tunnel/vip-pairs.ts'
import type { DnsName } from '../wire/dns-name.ts'
import type { InnerControl } from '../wire/payloads.ts'
import { encodeInnerControl } from '../wire/payloads.ts'
import { acceptVip, judgeVip } from './accept-vip.ts'
import type { VipFacts, VipJudgement, VipProposal } from './accept-vip.ts'
import { Counters } from './counters.ts'
import { EphemeralsAhead } from './ephemerals-ahead.ts'
import { namelessName } from './nameless.ts'
import { addressOf } from '../tables/usable-endpoint.ts'
import type { NegotiationPorts } from './ports.ts'
import { RoundTrips } from './round-trips.ts'
import { vip6Of } from './vip6.ts'

type WithoutId<T> = T extends InnerControl ? Omit<T, 'id'> : never
/** Of an inner control message, whose id is given when it is sent. */
export type ControlBody = WithoutId<InnerControl>

export class Context {
  readonly ports: NegotiationPorts
  readonly counters = new Counters()
  readonly roundTrips = new RoundTrips()
  readonly ephemerals: EphemeralsAhead
  #lastMessageId = 0

  constructor(ports: NegotiationPorts) {
    this.ports = ports
    this.ephemerals = new EphemeralsAhead(ports.clock)
  }

  /** This host in the tables of others. */
  ownIdentity(): DnsName {
    return this.ports.ownName() ?? namelessName(this.ports.hostKey.publicKey)
  }

  /** One counter for all SAs: unique in each pair of them. */
  nextMessageId(): number {
    this.#lastMessageId += 1
    return this.#lastMessageId
  }

  randomIndex(): number {
    const bytes = this.ports.randomBytes(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  }

  /** @returns its id, for the answer */
  sendControl(name: DnsName, message: ControlBody, endpoint?: string): number {
    const id = this.nextMessageId()
    this.resendControl(name, { ...message, id } as InnerControl, endpoint)
    return id
  }

  resendControl(name: DnsName, message: InnerControl, endpoint?: string): void {
    this.ports.associations.sendControl(name, encodeInnerControl(message), endpoint)
  }

  /** Judges a VIP that a peer proposes for itself, and counts a refusal. */
  async judge(proposal: VipProposal): Promise<VipJudgement> {
    const judgement = await acceptVip(proposal, this.#vipFacts(), this.ports)
    if (judgement.kind === 'refused') this.counters.count(`vip-${judgement.reason}`)
    return judgement
  }

  /** Whether the VIP could be taken of a host that has not been heard: of the range alone, where DNS says nothing for it. */
  isFree(proposal: Omit<VipProposal, 'sourceAddress'>): boolean {
    const judgement = judgeVip({ ...proposal, sourceAddress: '' }, this.#vipFacts())
    return judgement.kind === 'accepted'
  }

  #vipFacts(): VipFacts {
    const { names, ownVips, ownEndpoints, vipRange: range, carriesPhysicalVips } = this.ports
    const { isNameServer, isOfOwnNetwork } = this.ports
    return {
      range,
      carriesPhysicalVips,
      isOwn: (vip) => ownVips.has(vip) || ownEndpoints().map(addressOf).includes(vip),
      isFreeFor: (vip, name) => names.isFreeFor(vip, name),
      isNeeded: (vip) => isNameServer(vip) || isOfOwnNetwork(vip),
    }
  }

  /** Whether anything but a handshake that is not proved yet says who the peer is. */
  isKnown(name: DnsName): boolean {
    const { names, endpoints } = this.ports
    return endpoints.of(name).length > 0 || names.mappingOf(name) !== undefined
  }

  /** The IPv4 ones that are agreed with the peer. */
  mappedVips(name: DnsName): Vips | undefined {
    const mapping = this.ports.names.mappingOf(name)
    return mapping && { local: mapping.localVip, remote: mapping.vip }
  }

  /** The packet path did not take a peer's VIPs. */
  noteVipFault(fault: VipFault): void {
    this.counters.count(`install-${fault.kind}`)
    if (fault.kind === 'not-routed') this.ports.onFault(fault.error)
  }

  /** What nobody waits for: an error of it is counted and told, and ends nothing else. */
  inBackground(work: Promise<unknown>): void {
    void work.catch((error: unknown) => this.noteFault(error))
  }

  noteFault(error: unknown): void {
    this.counters.count('fault')
    this.ports.onFault(error instanceof Error ? error : new Error(String(error)))
  }

  /** The IPv6 VIPs of both, where both have one. */
  vip6Pair(peerKey: Uint8Array, peerHasVip6: boolean): Vips | undefined {
    const local = this.ports.ownVip6()
    return local === undefined || !peerHasVip6 ? undefined : { local, remote: vip6Of(peerKey) }
  }
}
