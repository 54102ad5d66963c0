// The peers of a static tunnel: what its configuration says of them, put into the native tables, and what is known of
// them since.
import { monotonicUs, type Dataplane, type PeerId } from 'tun-tap/dataplane'
import type { StaticTunnelConfig, StaticTunnelPeerStatus } from '../contract/static-tunnel.ts'
import { hasPath, innerMtuOf } from './path.ts'

type Peer = {
  id: PeerId
  name: string
  vip: string
  endpoints: readonly string[]
  held: boolean
}

export class StaticPeers {
  readonly #dataplane: Dataplane
  readonly #peers: Peer[]

  constructor(dataplane: Dataplane, { local, peers }: StaticTunnelConfig) {
    this.#dataplane = dataplane
    this.#peers = peers.map((peer) => {
      const id = dataplane.addPeer({
        v4: { remote: peer.vip, local: local.vip },
        ...(peer.vip6 !== undefined && local.vip6 !== undefined
          ? { v6: { remote: peer.vip6, local: local.vip6 } }
          : {}),
      })
      const secrets = (sa: { spi: number; key: string }) => ({
        spi: sa.spi,
        cipher: peer.cipher,
        key: Buffer.from(sa.key, 'hex'),
      })
      dataplane.setEndpoints(id, peer.endpoints)
      dataplane.setOutboundSa(id, secrets(peer.outbound))
      dataplane.addInboundSa(id, secrets(peer.inbound))
      return { id, name: peer.name, vip: peer.vip, endpoints: peer.endpoints, held: false }
    })
  }

  /** Undefined where there is no peer of that name. */
  find(name: string): Peer | undefined {
    return this.#peers.find((peer) => peer.name === name)
  }

  setEndpoints(peer: Peer, endpoints: readonly string[]): void {
    this.#dataplane.setEndpoints(peer.id, endpoints)
    peer.endpoints = endpoints
  }

  useAlternatePort(peer: Peer): { port: number } {
    const port = this.#dataplane.renewAlternatePort()
    this.#dataplane.useAlternatePort(peer.id, true)
    return { port }
  }

  hold(peer: Peer): void {
    this.#dataplane.hold(peer.id)
    peer.held = true
  }

  /** With `resendSinceMs`, TCP segments of the last so many milliseconds go once more. */
  release(peer: Peer, resendSinceMs: number | null): { heldSent: number; resent: number } {
    peer.held = false
    const since = resendSinceMs === null ? undefined : monotonicUs() - resendSinceMs * 1000
    return this.#dataplane.release(peer.id, since === undefined ? undefined : Math.max(1, since))
  }

  /** The data path has held this peer by itself, because the network refused its packets. */
  noteHeld(id: PeerId): void {
    const peer = this.#peers.find((candidate) => candidate.id === id)
    if (peer !== undefined) peer.held = true
  }

  /** Where there is a path again, what waits goes out, and TCP segments sent since the peer was last heard go once more. */
  releaseWherePathIs(): void {
    for (const peer of this.#peers.filter(({ held, endpoints }) => held && hasPath(endpoints))) {
      peer.held = false
      const [traffic] = this.#dataplane.traffic([peer.id])
      this.#dataplane.release(peer.id, traffic?.lastHeardUs)
    }
  }

  /** The largest inner packet that all the present paths take, at most `wantedBytes`. */
  innerMtu(wantedBytes: number): number {
    return innerMtuOf(
      this.#peers.flatMap(({ endpoints }) => endpoints),
      wantedBytes,
    )
  }

  status(): StaticTunnelPeerStatus[] {
    const nowUs = monotonicUs()
    const traffic = this.#dataplane.traffic(this.#peers.map(({ id }) => id))
    return this.#peers.map(({ id, name, vip, endpoints, held }, index) => {
      const {
        lastHeardUs = 0,
        rxBytes = 0,
        txBytes = 0,
        rxPackets = 0,
        txPackets = 0,
      } = traffic[index] ?? {}
      const lastHeardMs = lastHeardUs === 0 ? null : (nowUs - lastHeardUs) / 1000
      const drops = this.#dataplane.drops(id)
      return {
        name,
        vip,
        endpoints,
        held,
        rxBytes,
        txBytes,
        rxPackets,
        txPackets,
        lastHeardMs,
        drops,
      }
    })
  }
}
