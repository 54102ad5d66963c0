import { expect, it } from 'vitest'
import type { Peer } from '../contract/model.ts'
import { peersText } from './peers-text.ts'

const known = (name: string, state: Peer['state'], trust: Peer['trust']['state']): Peer => ({
  ...{ name, vip: null, localVip: null, vip6: null, localVip6: null },
  ...{ endpoint: null, endpoints: [], state, lastProofMs: null, rttMs: null },
  ...{ rxBytes: 0, txBytes: 0, leaseMs: null, drops: {} },
  trust: { state: trust, fingerprint: null },
})

it('says of hosts without a VIP what there is to say', () => {
  const peers = [
    known('a.example.org', 'quiet', 'file'),
    known('b.example.org', 'pending', 'pending'),
    known('c.example.org', 'unreachable', 'changed'),
  ]
  expect(peersText(peers).split('\n')).toEqual([
    'NAME           VIP  STATE          HEARD  RTT  RECEIVED  SENT  ENDPOINT  KEY',
    'a.example.org  -    quiet          never  -    0 B       0 B   -         known_hosts',
    'b.example.org  -    key to check   never  -    0 B       0 B   -         waits for you',
    'c.example.org  -    not answering  never  -    0 B       0 B   -         KEY CHANGED',
    '',
  ])
})
