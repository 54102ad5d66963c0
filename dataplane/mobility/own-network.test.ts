import { expect, test } from 'vitest'
import type { NetworkAddress, NetworkRoute } from 'tun-tap/netlink'
import { isOfOwnNetwork } from './own-network.ts'

function at(address: string, prefixLength: number, peer: string | null = null): NetworkAddress {
  return { family: address.includes(':') ? 6 : 4, address, prefixLength, peer } as NetworkAddress
}

const picture = {
  addresses: [
    at('192.0.2.50', 25),
    at('203.0.113.5', 32, '203.0.113.9'),
    at('100.64.3.4', 32),
    at('2001:db8::50', 64),
  ],
  routes: [
    { family: 4, destination: '0.0.0.0', prefixLength: 0, gateway: '198.51.100.1' },
    { family: 4, destination: '0.0.0.0', prefixLength: 1, gateway: null },
  ] as NetworkRoute[],
}

test.each([
  ['192.0.2.1', true, 'a neighbour'],
  ['192.0.2.50', true, 'an address of its own'],
  ['192.0.2.127', true, 'the broadcast address'],
  ['192.0.2.128', false, 'beyond the prefix'],
  ['203.0.113.5', true, 'its end of a point-to-point link'],
  ['203.0.113.9', true, 'the other end'],
  ['203.0.113.8', false, 'beside it'],
  ['100.64.3.4', true, 'an address without a network'],
  ['198.51.100.1', true, 'a gateway'],
  ['198.51.100.2', false, 'beside it'],
  ['8.8.8.8', false, 'elsewhere, whatever a VPN routes to itself'],
  ['no address', false, 'no address'],
])('%s: %s, %s', (address, isOwn) => {
  expect(isOfOwnNetwork(picture, address)).toBe(isOwn)
})
