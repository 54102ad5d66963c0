// Endpoints that a peer names, and where it is called.
import { parseIpv4, parseIpv6 } from '../wire/dns-address.ts'
import { maxEndpointsOfPeer } from '../tables/limits.ts'
import type { Discovery } from './ports.ts'
import { maxCalledEndpoints } from './limits.ts'

/** The address of `192.0.2.1:10567` or `[2001:db8::1]:10567`. */
export function addressOf(endpoint: string): string {
  return endpoint.slice(0, endpoint.lastIndexOf(':')).replace(/^\[|\]$/g, '')
}

export function endpointText(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

/** Where a host may be: first what DNS says, then where it was. */
export function calledEndpoints(
  discovery: Discovery | undefined,
  known: readonly string[],
): string[] {
  const fromDns = (discovery?.addresses ?? []).map((address) =>
    endpointText(address, discovery?.port ?? 0),
  )
  const usable = [...fromDns, ...known].filter(isUsableEndpoint)
  return [...new Set(usable)].slice(0, maxCalledEndpoints)
}

/** The peer's endpoints as they are stored: the one that was seen to work first. */
export function storedEndpoints(working: string, named: readonly string[]): string[] {
  return [...new Set([working, ...named.filter(isUsableEndpoint)])].slice(0, maxEndpointsOfPeer)
}

/** No address of this machine alone, of many, of none, nor a VIP, which would loop. */
export function isUsableEndpoint(endpoint: string): boolean {
  return isHostAddress(addressOf(endpoint))
}

/** Whether packets to the address can reach one other host by themselves. */
export function isHostAddress(address: string): boolean {
  const v4 = parseIpv4(address)
  if (v4 !== undefined) {
    const [first = 0] = v4
    return first !== 0 && first !== 127 && first < 224
  }
  const v6 = parseIpv6(address)
  if (v6 === undefined) return false
  const isLow = v6.subarray(0, 15).every((byte) => byte === 0)
  const isVip = v6[0] === 0xfd && v6[1] === 0x56 && v6[2] === 0x49 && v6[3] === 0x50
  return !isLow && !isVip && v6[0] !== 0xff
}

/** One more from which packets are taken, without being preferred to the others. */
export function withSource(present: readonly string[], source: string): readonly string[] {
  return present.includes(source) ? present : [...present.slice(0, maxEndpointsOfPeer - 1), source]
}
