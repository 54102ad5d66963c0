// Whose each VIP is: the native tables and the kernel's routes learn it here, and here alone, so that a VIP which another
// peer holds is an answer and no error.
import type { Dataplane, PeerId } from 'tun-tap/dataplane'
import type { VipInterface } from './vip-interface.ts'

/** Both sides' addresses of one family. */
export interface Vips {
  local: string
  remote: string
}

/** Of both families, as far as there are any. */
export interface VipPair {
  v4?: Vips | undefined
  v6?: Vips | undefined
}

/** Why a peer did not get its VIPs; it has those of before then. */
export type VipFault =
  /** Another peer holds the IPv4 one. */
  | { kind: 'vip-in-use' }
  /** The kernel has refused the route, for example since the local VIP is no address of this host. */
  | { kind: 'not-routed'; error: Error }

/**
 * An IPv6 VIP follows from a host key, which may come under two names: 'yield' leaves it to the peer that has it, and the
 * other one goes without; 'take' is for a peer that has just proved that the key is its own.
 */
export type SharedVip6 = 'take' | 'yield'

export class VipPairs {
  readonly #dataplane: Pick<Dataplane, 'setVips'>
  readonly #device: Pick<VipInterface, 'routePeer' | 'unroutePeer'>
  readonly #pairs = new Map<PeerId, VipPair>()
  /** By the peer's VIP, of either family. */
  readonly #holders = new Map<string, PeerId>()

  constructor(
    dataplane: Pick<Dataplane, 'setVips'>,
    device: Pick<VipInterface, 'routePeer' | 'unroutePeer'>,
  ) {
    this.#dataplane = dataplane
    this.#device = device
  }

  of(peer: PeerId): VipPair {
    return this.#pairs.get(peer) ?? {}
  }

  /** @returns undefined where the peer has these VIPs now, and no others */
  set(peer: PeerId, { v4, v6 }: VipPair, sharedVip6: SharedVip6): VipFault | undefined {
    if (this.#otherHolder(v4, peer) !== undefined) return { kind: 'vip-in-use' }
    const other = this.#otherHolder(v6, peer)
    const loser = sharedVip6 === 'take' ? other : undefined
    const before = this.of(peer)
    const ofLoser = loser === undefined ? {} : this.of(loser)
    if (loser !== undefined) this.#enter(loser, { v4: ofLoser.v4 })
    this.#enter(peer, { v4, v6: other === loser ? v6 : undefined })
    try {
      this.#route(before.v4, v4)
    } catch (error) {
      this.#enter(peer, before)
      if (loser !== undefined) this.#enter(loser, ofLoser)
      this.#routeAgain(before.v4)
      return { kind: 'not-routed', error: error as Error }
    }
    return undefined
  }

  /** The native tables forget the VIPs with the peer. */
  forget(peer: PeerId): void {
    const before = this.of(peer)
    this.#note(peer, {})
    this.#route(before.v4, undefined)
  }

  #otherHolder(vips: Vips | undefined, peer: PeerId): PeerId | undefined {
    const holder = vips === undefined ? undefined : this.#holders.get(vips.remote)
    return holder === peer ? undefined : holder
  }

  #enter(peer: PeerId, { v4, v6 }: VipPair): void {
    this.#dataplane.setVips(peer, { ...(v4 && { v4 }), ...(v6 && { v6 }) })
    this.#note(peer, { v4, v6 })
  }

  #note(peer: PeerId, pair: VipPair): void {
    const before = this.of(peer)
    for (const vips of [before.v4, before.v6]) if (vips) this.#holders.delete(vips.remote)
    for (const vips of [pair.v4, pair.v6]) if (vips) this.#holders.set(vips.remote, peer)
    if (pair.v4 === undefined && pair.v6 === undefined) this.#pairs.delete(peer)
    else this.#pairs.set(peer, pair)
  }

  /** @throws the kernel's refusal */
  #route(before: Vips | undefined, now: Vips | undefined): void {
    if (before !== undefined && before.remote !== now?.remote) {
      this.#device.unroutePeer(before.remote)
    }
    if (now !== undefined) this.#device.routePeer(now.remote, now.local)
  }

  /** As far as the kernel lets it, which has just refused another. */
  #routeAgain(before: Vips | undefined): void {
    if (before === undefined) return
    try {
      this.#device.routePeer(before.remote, before.local)
    } catch {
      // The first refusal is the one that is told.
    }
  }
}
