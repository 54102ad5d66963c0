// Where VIPs live, and what keeps packets to them from ever leaving by another way (PRODUCT, rules of behaviour 2).
import { addRoute } from 'tun-tap/netlink'

/** All of class E belongs to VIP; 255.255.255.255 inside it is no host's. */
export const vipRange4 = { destination: '240.0.0.0', prefixLength: 4 }
/** PROTOCOL section 9. */
export const vipRange6 = { destination: 'fd56:4950::', prefixLength: 32 }

/** Behind every other route: it counts while no helper runs. */
const lastMetric = 0xffff_fffe

/** Makes VIPs unreachable where no TUN takes them. Stays when the helper ends, on purpose. */
export function guardVipRanges(): void {
  for (const range of [vipRange4, vipRange6]) {
    try {
      addRoute({ ...range, type: 'unreachable', metric: lastMetric })
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      // There already; or a kernel without IPv6, which sends nothing there anyway.
      if (code !== 'EEXIST' && !(range === vipRange6 && code !== 'EPERM')) throw error
    }
  }
}
