import { describe, expect, it } from 'vitest'
import type { NetworkAddress, NetworkLink, NetworkRoute } from 'tun-tap/netlink'
import { usableAddresses } from './usable-addresses.ts'

const link = (index: number, name: string, change: Partial<NetworkLink> = {}): NetworkLink => ({
  index,
  name,
  linkKind: null,
  up: true,
  running: true,
  carrier: true,
  loopback: false,
  pointToPoint: false,
  operState: 'up',
  mtu: 1500,
  ...change,
})

const address = (
  interfaceIndex: number,
  text: string,
  change: Partial<NetworkAddress> = {},
): NetworkAddress => ({
  interfaceIndex,
  family: text.includes(':') ? 6 : 4,
  address: text,
  prefixLength: 24,
  peer: null,
  scope: 'global',
  tentative: false,
  deprecated: false,
  dadFailed: false,
  temporary: false,
  preferredLifetimeS: null,
  ...change,
})

const defaultRoute = (interfaceIndex: number, family: 4 | 6, metric: number): NetworkRoute => ({
  family,
  destination: family === 4 ? '0.0.0.0' : '::',
  prefixLength: 0,
  type: 'unicast',
  scope: 'global',
  table: 254,
  metric,
  tos: 0,
  protocol: 4,
  interfaceIndex,
  gateway: null,
  source: null,
  mtu: null,
  nextHops: 1,
})

const lines = (...args: Parameters<typeof usableAddresses>) =>
  usableAddresses(...args).map(
    (each) => `${each.interface} ${each.address}${each.preferred ? ' preferred' : ''}`,
  )

describe('usable addresses', () => {
  it('puts the way of the least metric first, and those without a way out last', () => {
    const picture = {
      links: [link(1, 'wlan0'), link(2, 'eth0'), link(3, 'usb0')],
      addresses: [
        address(1, '192.0.2.7'),
        address(2, '198.51.100.7'),
        address(2, '2001:db8::7'),
        address(3, '203.0.113.7'),
      ],
      routes: [defaultRoute(1, 4, 600), defaultRoute(2, 4, 100), defaultRoute(2, 6, 100)],
    }
    expect(lines(picture, ['*'], 'vip0')).toEqual([
      'eth0 198.51.100.7 preferred',
      'eth0 2001:db8::7 preferred',
      'wlan0 192.0.2.7',
      'usb0 203.0.113.7',
    ])
  })

  it('leaves out what cannot carry packets, is not ready, or is not for this', () => {
    const picture = {
      links: [
        link(1, 'lo', { loopback: true }),
        link(2, 'eth0', { running: false }),
        link(3, 'eth1', { up: false }),
        link(4, 'docker0', { linkKind: 'bridge' }),
        link(5, 'vip0', { linkKind: 'tun' }),
        link(6, 'wlan0'),
      ],
      addresses: [
        address(1, '192.0.2.1'),
        address(2, '192.0.2.2'),
        address(3, '192.0.2.3'),
        address(4, '192.0.2.4'),
        address(5, '240.1.2.3'),
        address(6, 'fe80::1', { scope: 'link' }),
        address(6, '2001:db8::1', { tentative: true }),
        address(6, '2001:db8::2', { deprecated: true }),
        address(6, '2001:db8::3', { dadFailed: true }),
        address(6, '2001:db8::4'),
      ],
      routes: [],
    }
    expect(lines(picture, ['*'], 'vip0')).toEqual(['wlan0 2001:db8::4 preferred'])
  })

  it('takes a virtual interface that is named, and no other than those that are', () => {
    const picture = {
      links: [link(1, 'lan1', { linkKind: 'veth' }), link(2, 'lan.x'), link(3, 'lanyx')],
      addresses: [address(1, '192.0.2.1'), address(2, '198.51.100.2'), address(3, '203.0.113.3')],
      routes: [],
    }
    expect(lines(picture, ['lan1', 'lan.*'], 'vip0')).toEqual([
      'lan1 192.0.2.1 preferred',
      'lan.x 198.51.100.2',
    ])
  })

  it('gives no more than a payload carries', () => {
    const addresses = Array.from({ length: 20 }, (_, i) => address(1, `192.0.2.${i + 1}`))
    const picture = { links: [link(1, 'eth0')], addresses, routes: [] }
    expect(usableAddresses(picture, ['*'], 'vip0').length).toBe(8)
  })
})
