// Small things about where hosts are. Pure.
import type { PhysicalAddress } from '../contract/calls.ts'

/** As the helper writes it. */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

/** `192.0.2.1:10567` and `[2001:db8::1]:10567` without their ports. */
export function endpointAddress(endpoint: string): string {
  return endpoint.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1')
}

/** Of a peer the endpoint counts, of others all addresses. */
export function isSamePlace(one: PhysicalAddress, other: PhysicalAddress): boolean {
  if (one.source !== other.source || one.endpoint !== other.endpoint) return false
  if (one.endpoint !== null) return true
  const { addresses } = one
  return (
    addresses.length === other.addresses.length &&
    addresses.every((address, at) => address === other.addresses[at])
  )
}
