// Endpoints that a peer names, and where it is called.
import { maxEndpointsOfPeer } from '../tables/limits.ts'
import { isUsableEndpoint } from '../tables/usable-endpoint.ts'
import type { Discovery } from './ports.ts'
import { maxCalledEndpoints } from './limits.ts'

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

/** One more from which packets are taken, without being preferred to the others. */
export function withSource(present: readonly string[], source: string): readonly string[] {
  return present.includes(source) ? present : [...present.slice(0, maxEndpointsOfPeer - 1), source]
}
