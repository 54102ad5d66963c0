// What the kernel's routes say of the way to an endpoint: whether there is one, and how large an inner packet may be so
// that no outer packet is fragmented (PROTOCOL section 1).
import { routeTo } from 'tun-tap/netlink'

const ipv4HeaderBytes = 20
const ipv6HeaderBytes = 40
const udpHeaderBytes = 8
/** SPI, sequence number and IV before the encrypted part, the tag behind it (core/esp.h). */
const espOutsideBytes = 16 + 16
/** Pad length and next header, encrypted with the inner packet. */
const espTrailerBytes = 2

/** Below it IPv6 ends (RFC 8200 section 5), and the kernel takes the IPv6 addresses off the interface. */
export const leastInnerMtuBytes = 1280

/** The largest inner packet whose datagram fits a path of `pathMtuBytes`. */
export function innerMtu(pathMtuBytes: number, outerFamily: 4 | 6): number {
  const outerBytes = (outerFamily === 6 ? ipv6HeaderBytes : ipv4HeaderBytes) + udpHeaderBytes
  const encryptedBytes = pathMtuBytes - outerBytes - espOutsideBytes
  // Padding makes the encrypted part a multiple of 4.
  return encryptedBytes - (encryptedBytes % 4) - espTrailerBytes
}

/** The largest inner packet that the ways to all these endpoints take, at most `wantedBytes`. */
export function innerMtuOf(endpoints: readonly string[], wantedBytes: number): number {
  const fitting = endpoints.map((endpoint) => pathTo(endpoint)?.innerMtuBytes ?? wantedBytes)
  return Math.max(leastInnerMtuBytes, Math.min(wantedBytes, ...fitting))
}

/** Packets go to the preferred endpoint; the others are only heard from. */
export function hasPath([preferred]: readonly string[]): boolean {
  return preferred !== undefined && pathTo(preferred) !== undefined
}

export type Path = { innerMtuBytes: number }

/** Undefined where no route leads to `endpoint` (`address:port`, IPv6 in brackets). */
export function pathTo(endpoint: string): Path | undefined {
  const address = endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '')
  try {
    return { innerMtuBytes: innerMtu(routeTo(address).mtu, address.includes(':') ? 6 : 4) }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENETUNREACH' || code === 'EHOSTUNREACH') return undefined
    throw error
  }
}
