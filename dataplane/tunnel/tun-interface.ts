// Addresses and routes of the TUN. They belong to the interface and go with it, so nothing is left to undo.
import { addAddress, addRoute, setLink } from 'tun-tap/netlink'

/** All of class E belongs to VIP (PRODUCT, rules of behaviour 2); 255.255.255.255 inside it is no host's. */
const vipRange4 = { destination: '240.0.0.0', prefixLength: 4 }
/** PROTOCOL section 9. */
const vipRange6 = { destination: 'fd56:4950::', prefixLength: 32 }

export type TunAddresses = { vip: string; vip6?: string | undefined }

/** Throws the kernel's refusal, with its errno as `code`. */
export function configureTun(tun: string, mtuBytes: number, { vip, vip6 }: TunAddresses): void {
  addAddress(tun, vip, 32)
  if (vip6 !== undefined) addAddress(tun, vip6, 128, { nodad: true })
  setLink(tun, { up: true, mtu: mtuBytes })
  addRoute({ ...vipRange4, interface: tun, source: vip })
  if (vip6 !== undefined) addRoute({ ...vipRange6, interface: tun, source: vip6 })
}
