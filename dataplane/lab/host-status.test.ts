import { expect, it } from 'vitest'
import type { Peer, PeerState } from '../contract/model.ts'
import { peersOfTunnel } from './host-status.ts'

const peer = (state: PeerState, vip: string | null): Peer => ({
  ...{ name: 'b.vipip.net', vip, localVip: null, vip6: null, localVip6: null },
  ...{ endpoint: null, endpoints: [], state, lastProofMs: null, rttMs: null },
  ...{ rxBytes: 0, txBytes: 0, leaseMs: null, drops: {} },
  trust: { state: 'first-use', fingerprint: null },
})

it.each<[PeerState, string | null, number]>([
  ['active', '240.0.0.2', 1],
  ['quiet', '240.0.0.2', 1],
  ['negotiating', null, 1],
  ['pending', null, 1],
  // Known, and no more than that: between the two there is no tunnel.
  ['quiet', null, 0],
  ['unreachable', null, 0],
])('a host that is %s with the VIP %s has a tunnel: %s', (state, vip, count) => {
  expect(peersOfTunnel([peer(state, vip)])).toHaveLength(count)
})
