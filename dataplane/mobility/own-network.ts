// Which IPv4 addresses are those of this machine's own surroundings: its own, its neighbours', its gateways'. By the prefixes of
// addresses and not by routes, since a VPN routes the whole world to itself. Pure.
import type { NetworkPicture } from './usable-addresses.ts'
import { isInRange, rangeAround } from '../tables/vip-range.ts'

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
  const range = rangeAround(prefix, length)
  return range !== undefined && isInRange(range, address)
}
