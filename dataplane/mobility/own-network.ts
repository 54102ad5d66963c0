// Which IPv4 addresses are those of this machine's own surroundings: its own, its neighbours', its gateways'. By the prefixes of
// addresses and not by routes, since a VPN routes the whole world to itself. Pure.
import type { NetworkPicture } from './usable-addresses.ts'
import { parseIpv4 } from '../wire/dns-address.ts'

export function isOfOwnNetwork(
  { addresses, routes }: Pick<NetworkPicture, 'addresses' | 'routes'>,
  address: string,
): boolean {
  return (
    addresses.some(
      (own) =>
        own.address === address || isInPrefix(address, own.peer ?? own.address, own.prefixLength),
    ) || routes.some(({ gateway }) => gateway === address)
  )
}

function isInPrefix(address: string, prefix: string, length: number): boolean {
  const [bits, prefixBits] = [bitsOf(address), bitsOf(prefix)]
  if (bits === undefined || prefixBits === undefined) return false
  return bits.slice(0, length) === prefixBits.slice(0, length)
}

/** Undefined for what is no IPv4 address. */
function bitsOf(address: string): string | undefined {
  const bytes = parseIpv4(address)
  return bytes && [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('')
}
