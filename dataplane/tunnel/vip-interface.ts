// The TUN as the kernel sees it: this host's VIPs are its addresses, and all VIPs lie behind it. Addresses and routes
// belong to the interface and go with it, so nothing is left to undo here.
import { addAddress, addRoute, removeAddress, removeRoute, setLink } from 'tun-tap/netlink'
import type { OutsideVips } from './outside-vips.ts'
import { vipRange4, vipRange6 } from './vip-ranges.ts'

export interface LocalVips {
  /** The first is the source of packets to peers that have no other agreed with them. */
  v4: readonly string[]
  v6?: string | undefined
}

export class VipInterface {
  readonly #tun: string
  #mtuBytes: number
  #v4: readonly string[] = []
  /** Local VIP by the VIP of the peer that it was agreed with, where it is not the first. */
  readonly #routes = new Map<string, string>()
  readonly #outside: OutsideVips | undefined

  /**
   * @param outside for VIPs that others route too; without, they have a route as any other
   * @throws the kernel's refusal, with its errno as `code`
   */
  constructor(tun: string, mtuBytes: number, { v4, v6 }: LocalVips, outside?: OutsideVips) {
    this.#tun = tun
    this.#outside = outside
    this.#mtuBytes = mtuBytes
    setLink(tun, { up: true, mtu: mtuBytes })
    this.setLocalVips(v4)
    const [source] = v4
    addRoute({ ...vipRange4, interface: tun, ...(source === undefined ? {} : { source }) })
    if (v6 === undefined) return
    addAddress(tun, v6, 128, { nodad: true })
    addRoute({ ...vipRange6, interface: tun, source: v6 })
  }

  get mtuBytes(): number {
    return this.#mtuBytes
  }

  setMtu(mtuBytes: number): void {
    if (mtuBytes === this.#mtuBytes) return
    setLink(this.#tun, { mtu: mtuBytes })
    this.#mtuBytes = mtuBytes
  }

  /** The first one must stay the first: the kernel's route names it. */
  setLocalVips(vips: readonly string[]): void {
    for (const gone of this.#v4.filter((vip) => !vips.includes(vip))) {
      removeAddress(this.#tun, gone, 32)
    }
    for (const added of vips.filter((vip) => !this.#v4.includes(vip))) {
      addAddress(this.#tun, added, 32)
    }
    this.#v4 = [...vips]
  }

  /** Packets to the peer's VIP leave with the local VIP that was agreed with it. */
  routePeer(vip: string, localVip: string): void {
    const wanted = localVip === this.#v4[0] && isInRange(vip) ? undefined : localVip
    const present = this.#routes.get(vip)
    if (present === wanted) return
    this.unroutePeer(vip)
    if (wanted === undefined) return
    if (this.#outside === undefined || isInRange(vip)) {
      addRoute({ destination: vip, prefixLength: 32, interface: this.#tun, source: wanted })
    } else this.#outside.route(vip, wanted)
    this.#routes.set(vip, wanted)
  }

  unroutePeer(vip: string): void {
    if (!this.#routes.delete(vip)) return
    try {
      if (this.#outside === undefined || isInRange(vip)) {
        removeRoute({ destination: vip, prefixLength: 32, interface: this.#tun })
      } else this.#outside.unroute(vip)
    } catch (error) {
      // With an address of this host the kernel takes the routes away whose source it was.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

/** A static or one-sided VIP lies outside. */
function isInRange(vip: string): boolean {
  return Number(vip.split('.')[0]) >= 240
}
