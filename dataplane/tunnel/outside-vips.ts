// VIPs outside of 240.0.0.0/4: physical addresses of one-sided hosts (paper 4.2.1), and static VIPs. A route to one of
// them in the main table would take our own outer packets into the TUN, and what programs sent to that address before.
// So these routes are in a table of their own, which only packets of programs look into that have no source yet, or a
// VIP for one; all else, the tunnel's marked packets, connections with a physical address, and the kernel's reverse path
// check, goes on by the main table. The routes go with the TUN; the rules do not, and are journalled.
import { addRoute, removeRoute } from 'tun-tap/netlink'
import { vipTable } from '../contract/machine-changes.ts'
import type { MachineChange } from '../contract/machine-changes.ts'
import { vipRange4 } from './vip-ranges.ts'

export interface RuleMaker {
  /** Journals and makes; undoing is whose it is. */
  make(change: MachineChange): void
}

const rules: readonly MachineChange[] = [
  { kind: 'policy-rule', source: '0.0.0.0', sourceLength: 32 },
  { kind: 'policy-rule', source: vipRange4.destination, sourceLength: vipRange4.prefixLength },
]

export class OutsideVips {
  readonly #tun: string
  readonly #maker: RuleMaker
  #hasRules = false

  constructor(tun: string, maker: RuleMaker) {
    this.#tun = tun
    this.#maker = maker
  }

  /** @throws the kernel's refusal */
  route(vip: string, localVip: string): void {
    // Most hosts never need them.
    if (!this.#hasRules) for (const rule of rules) this.#maker.make(rule)
    this.#hasRules = true
    addRoute({ ...this.#destination(vip), source: localVip })
  }

  unroute(vip: string): void {
    removeRoute(this.#destination(vip))
  }

  #destination(vip: string) {
    return { destination: vip, prefixLength: 32, interface: this.#tun, table: vipTable }
  }
}
