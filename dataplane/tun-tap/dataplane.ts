// The native packet path's typed face: two threads move packets by the tables that are filled here. Nothing in
// JavaScript is done per packet.
import type { DataplaneAddon, NativeDataplane, NativeEvent } from './addon-types.ts'
import { cipherNumber, type CipherName } from './ciphers.ts'
import { deliverEach } from './deliver-events.ts'
import { loadAddon } from './load-addon.ts'

declare const peerIdBrand: unique symbol
/** Names one peer of one data path; that of a removed peer names nobody. */
export type PeerId = number & { [peerIdBrand]: true }

/** `address:port`, an IPv6 address in brackets. */
export type EndpointText = string

export type DataplaneEvent = NativeEvent extends infer Event
  ? Event extends { peer: number }
    ? Omit<Event, 'peer'> & { peer: PeerId }
    : Event
  : never

export type DataplaneOptions = {
  /** The interface to create, such as `vip0`. */
  tun: string
  /** UDP port for both families; 0 takes any. */
  port: number
  /** Fail where IPv6 cannot be had, instead of going on without. */
  needsIpv6?: boolean
  onEvent: (event: DataplaneEvent) => void
}

/** The addresses that inner packets carry, each family with both sides or absent. */
export type VipPair = {
  v4?: { remote: string; local: string }
  v6?: { remote: string; local: string }
}

export type SaSecrets = {
  /** From 256 up. */
  spi: number
  cipher: CipherName
  /** 36 bytes: the key, then the 4-byte salt (RFC 4106 section 8.1). */
  key: Uint8Array
}

export type PeerTraffic = {
  /** Of CLOCK_MONOTONIC, as `monotonicUs`; 0 where never. */
  lastHeardUs: number
  /** Also in vain: what waits for keys or a path, or is refused with an ICMP error. */
  lastSentUs: number
  /** Of inner packets. */
  rxBytes: number
  txBytes: number
  rxPackets: number
  txPackets: number
}

/** Next headers that TypeScript may send: a control message, and the dummy that only pads a probe. */
export const nextHeader = { control: 253, dummy: 59 } as const

/** PROTOCOL section 1: an SA is replaced after 2^30 packets. */
export const rekeyAfterPackets = 2 ** 30

const trafficColumns = 6

function pairArguments({ v4, v6 }: VipPair) {
  return [v4?.remote ?? null, v4?.local ?? null, v6?.remote ?? null, v6?.local ?? null] as const
}

/** The data path's clock, in microseconds. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1000n)
}

/** Reasons in the order of core/drops.h. */
export function dropReasons(): readonly string[] {
  return loadAddon<DataplaneAddon>().dropNames
}

/**
 * Opens the TUN and the sockets and starts both threads. Throws an Error with the errno's name as `code` (EPERM without
 * CAP_NET_ADMIN, EADDRINUSE where the port is taken, EBUSY where the interface exists) and a message that names the step.
 */
export class Dataplane {
  readonly #native: NativeDataplane

  constructor(options: DataplaneOptions) {
    const { NativeDataplane } = loadAddon<DataplaneAddon>()
    const { tun, port, needsIpv6 = false, onEvent } = options
    const native: NativeDataplane = new NativeDataplane({ tun, port, needsIpv6 }, () => {
      deliverEach(native.takeEvents() as DataplaneEvent[], onEvent)
    })
    this.#native = native
  }

  /** What was opened, and which offloads the kernel has. */
  describe() {
    return this.#native.describe()
  }

  /** Ends the threads and removes the TUN. Idempotent; every other method throws ERR_CLOSED afterwards. */
  close(): void {
    this.#native.close()
  }

  /** Throws ERR_TABLE where another peer holds one of the VIPs. Without any, the peer has control messages only. */
  addPeer(pair: VipPair): PeerId {
    return this.#native.addPeer(...pairArguments(pair)) as PeerId
  }

  /** Gives the peer another pair; SAs and all that waits stay. Throws ERR_TABLE as `addPeer` does. */
  setVips(peer: PeerId, pair: VipPair): void {
    this.#native.setVips(peer, ...pairArguments(pair))
  }

  /** Removes the peer with its SAs and all that waited for it. */
  removePeer(peer: PeerId): void {
    this.#native.removePeer(peer)
  }

  /**
   * At most 8, the preferred one first: packets go there, and are taken from any of them. Authentic data packets that
   * came from one of them within the last 250 ms, before it was stored, are delivered now (the newest 64).
   */
  setEndpoints(peer: PeerId, endpoints: readonly EndpointText[]): void {
    this.#native.setEndpoints(peer, endpoints)
  }

  /** Replaces the SA by which packets leave. Its sequence numbers begin at 1: never install the same key twice. */
  setOutboundSa(
    peer: PeerId,
    { spi, cipher, key }: SaSecrets,
    rekeyAfter = rekeyAfterPackets,
  ): void {
    this.#native.setOutboundSa(peer, spi, cipherNumber(cipher), key, rekeyAfter)
  }

  /** Adds an SA by which packets may come; older ones stay until they are removed. Throws ERR_TABLE where the SPI is in use. */
  addInboundSa(peer: PeerId, { spi, cipher, key }: SaSecrets): void {
    this.#native.addInboundSa(peer, spi, cipherNumber(cipher), key)
  }

  /** False where there was no such SA. */
  removeInboundSa(spi: number): boolean {
    return this.#native.removeInboundSa(spi)
  }

  /**
   * The SPI that those 32 random bits give (256 or above, unless the first 24 are zero). One that we hand out should be
   * made so: while a flood lasts, the kernel tells our SPIs from others by a tag that only this data path knows.
   */
  spiFrom(random: number): number {
    return this.#native.spiFrom(random)
  }

  /** Marks the peer's VIP invalid (PROTOCOL section 6): applications get ICMP host unreachable. */
  setUnreachable(peer: PeerId, isUnreachable: boolean): void {
    this.#native.setUnreachable(peer, isUnreachable)
  }

  /** Asks for one `heard` event at the peer's next authentic packet from one of its endpoints. */
  armHeard(peer: PeerId): void {
    this.#native.armHeard(peer)
  }

  /** Asks for one `sent` event at the next data packet (no control message) that leaves to the peer. */
  armSent(peer: PeerId): void {
    this.#native.armSent(peer)
  }

  /**
   * PROTOCOL section 7, after a move: for 5 s the first data segment that comes in of each ECN-capable TCP flow of this
   * peer (at most 1024 flows) is marked as having met congestion.
   */
  markCongestion(peer: PeerId): void {
    this.#native.markCongestion(peer)
  }

  /**
   * Opens sockets of both families on a free port, beside the usual ones, and closes the alternate ones before, with what
   * is still on its way to them. Packets are taken from both alike. Throws as opening the data path does.
   * @returns the port
   */
  renewAlternatePort(): number {
    return this.#native.renewAlternatePort()
  }

  /**
   * Whether all that is sent to the peer within its SA leaves by the alternate port (PROTOCOL section 7: a middlebox may
   * hold a dead binding for the usual one). It survives a renewal; before the first one it has no effect.
   */
  useAlternatePort(peer: PeerId, isUsed: boolean): void {
    this.#native.useAlternatePort(peer, isUsed)
  }

  /** From now on packets for the peer wait: the newest 512, at most a second each. */
  hold(peer: PeerId): void {
    this.#native.hold(peer)
  }

  /**
   * Sends what waited and ends the hold. With `resendTcpSinceUs` (of `monotonicUs`) TCP segments sent at or after
   * that time go once more, before the others. Counts are in packets on the wire.
   */
  release(peer: PeerId, resendTcpSinceUs?: number): { heldSent: number; resent: number } {
    return this.#native.release(peer, resendTcpSinceUs ?? 0)
  }

  /** Sends a control message (or a dummy) within the SA, to the preferred endpoint unless one is given. */
  sendControl(
    peer: PeerId,
    payload: Uint8Array,
    options: { endpoint?: EndpointText; nextHeader?: number } = {},
  ): 'sent' | 'noSa' | 'noEndpoint' | 'badEndpoint' | 'sequenceExhausted' {
    const header = options.nextHeader ?? nextHeader.control
    return this.#native.sendInner(peer, header, payload, options.endpoint ?? null) ?? 'sent'
  }

  /** Sends a clear control message behind the non-ESP marker (RFC 3948). Returns an errno's name where the network refused, EINVAL where that is no endpoint. */
  sendClear(endpoint: EndpointText, message: Uint8Array): string | null {
    const datagram = new Uint8Array(4 + message.length)
    datagram.set(message, 4)
    return this.#native.sendDatagram(endpoint, datagram, false)
  }

  /** Sends the one-byte NAT keepalive (RFC 3948 section 2.3), for the binding of either port. */
  sendKeepalive(endpoint: EndpointText, byAlternatePort = false): string | null {
    return this.#native.sendDatagram(endpoint, new Uint8Array([0xff]), byAlternatePort)
  }

  /** Reads all the peers' times and counters in one call; a removed peer's entry is null. */
  traffic(peers: readonly PeerId[]): (PeerTraffic | null)[] {
    const columns = new Float64Array(peers.length * trafficColumns)
    this.#native.traffic(Float64Array.from(peers), columns)
    return peers.map((_, index) => {
      const at = index * trafficColumns
      const [lastHeardUs, lastSentUs, rxBytes, txBytes, rxPackets, txPackets] = columns.subarray(
        at,
        at + trafficColumns,
      ) as unknown as [number, number, number, number, number, number]
      if (Number.isNaN(lastHeardUs)) return null
      return { lastHeardUs, lastSentUs, rxBytes, txBytes, rxPackets, txPackets }
    })
  }

  /** Dropped packets by reason, of one peer or of all; reasons that never happened are left out. */
  drops(peer?: PeerId): Record<string, number> {
    const counts = this.#native.drops(peer ?? 0)
    const named = dropReasons().map((reason, index): [string, number] => [
      reason,
      counts[index] ?? 0,
    ])
    return Object.fromEntries(named.filter(([, count]) => count > 0))
  }
}
