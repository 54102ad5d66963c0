import { expect, it } from 'vitest'
import { NetworkState } from './netlink-state.ts'
import type { NetworkAddress, NetworkEvent, NetworkLink, NetworkRoute } from './netlink.ts'

const link: NetworkLink = {
  index: 2,
  name: 'eth0',
  linkKind: null,
  up: true,
  running: true,
  carrier: true,
  loopback: false,
  pointToPoint: false,
  operState: 'up',
  mtu: 1500,
}

const address: NetworkAddress = {
  interfaceIndex: 2,
  family: 4,
  address: '192.0.2.1',
  prefixLength: 24,
  peer: null,
  scope: 'global',
  tentative: false,
  deprecated: false,
  dadFailed: false,
  temporary: false,
  preferredLifetimeS: null,
}

const route: NetworkRoute = {
  family: 4,
  destination: '0.0.0.0',
  prefixLength: 0,
  type: 'unicast',
  scope: 'global',
  table: 254,
  metric: 0,
  tos: 0,
  protocol: 3,
  interfaceIndex: 2,
  gateway: '192.0.2.254',
  source: null,
  mtu: null,
  nextHops: 1,
}

function stateAfter(...events: NetworkEvent[]): NetworkState {
  const state = new NetworkState()
  for (const event of events) state.apply(event)
  return state
}

const linkEvent = (change: 'new' | 'removed', of = link): NetworkEvent => {
  return { kind: 'link', change, atUs: 1, link: of }
}
const addressEvent = (change: 'new' | 'removed', of = address): NetworkEvent => {
  return { kind: 'address', change, atUs: 1, address: of }
}
const routeEvent = (change: 'new' | 'removed', of = route, replaces = false): NetworkEvent => {
  return { kind: 'route', change, atUs: 1, route: of, replaces }
}

it('takes a new description of something known for a change', () => {
  const down = { ...link, up: false }
  const tentative = { ...address, tentative: true }
  const state = stateAfter(
    linkEvent('new'),
    linkEvent('new', down),
    addressEvent('new', tentative),
    addressEvent('new'),
    routeEvent('new'),
    routeEvent('new'),
  )
  expect(state.links).toEqual([down])
  expect(state.link(2)).toBe(down)
  expect(state.addresses).toEqual([address])
  expect(state.routes).toEqual([route])
})

it('forgets what is removed, however it was when it went', () => {
  const state = stateAfter(
    ...[linkEvent('new'), addressEvent('new'), routeEvent('new')],
    ...[linkEvent('removed', { ...link, up: false }), routeEvent('removed')],
    addressEvent('removed', { ...address, deprecated: true }),
  )
  expect([state.links, state.addresses, state.routes]).toEqual([[], [], []])
})

it('keeps apart what may stand side by side', () => {
  const addresses = [
    address,
    { ...address, interfaceIndex: 3 },
    { ...address, prefixLength: 32 },
    { ...address, prefixLength: 32, peer: '192.0.2.9' },
  ]
  const routes = [
    route,
    { ...route, metric: 9 },
    { ...route, table: 9 },
    { ...route, interfaceIndex: 3 },
    { ...route, mtu: 1300 },
  ]
  const state = stateAfter(
    ...addresses.map((of) => addressEvent('new', of)),
    ...routes.map((of) => routeEvent('new', of)),
  )
  expect(state.addresses).toEqual(addresses)
  expect(state.routes).toEqual(routes)
})

it('puts a replacing route in the place of the first that it replaces', () => {
  const other = { ...route, metric: 9 }
  const next = { ...route, gateway: '192.0.2.253' }
  const state = stateAfter(
    ...[routeEvent('new'), routeEvent('new', other), routeEvent('new', next, true)],
  )
  expect(state.routes).toEqual([other, next])
})

it('believes nothing but a snapshot', () => {
  const state = stateAfter(...[linkEvent('new'), addressEvent('new'), routeEvent('new')], {
    ...{ kind: 'snapshot', cause: 'overflow', atUs: 2, truncated: false },
    ...{ links: [{ ...link, index: 7 }], addresses: [], routes: [] },
  })
  expect(state.links).toEqual([{ ...link, index: 7 }])
  expect([state.addresses, state.routes]).toEqual([[], []])
})
