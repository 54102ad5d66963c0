import { beforeEach, describe, expect, it } from 'vitest'
import type { PeerId } from 'tun-tap/dataplane'
import { VipPairs } from './vip-pairs.ts'

const [a, b] = [1 as PeerId, 2 as PeerId]
const local = '240.0.0.1'
const v4 = { local, remote: '240.0.0.2' }
const other4 = { local, remote: '240.0.0.3' }
const v6 = { local: 'fd56:4950::1', remote: 'fd56:4950::2' }

let native: Map<PeerId, object>
let routes: string[]
let refused: string | undefined
let pairs: VipPairs

beforeEach(() => {
  native = new Map()
  routes = []
  refused = undefined
  const dataplane = {
    setVips(peer: PeerId, pair: object) {
      for (const [each, { v4: four, v6: six }] of native as Map<PeerId, Record<string, object>>) {
        const isInUse =
          each !== peer && Object.values(pair).some((vips) => vips === four || vips === six)
        if (isInUse) throw new Error('another peer holds that VIP')
      }
      native.set(peer, pair)
    },
  }
  const device = {
    routePeer(vip: string, from: string) {
      if (from === refused) throw new Error('EINVAL')
      routes.push(`route ${vip} from ${from}`)
    },
    unroutePeer: (vip: string) => void routes.push(`unroute ${vip}`),
  }
  pairs = new VipPairs(dataplane, device)
})

it('gives a VIP to one peer, and to another when that one has it no more', () => {
  expect(pairs.set(a, { v4 }, 'yield')).toBeUndefined()
  for (const shared of ['yield', 'take'] as const) {
    expect(pairs.set(b, { v4, v6 }, shared)).toEqual({ kind: 'vip-in-use' })
  }
  expect(pairs.of(b)).toEqual({})
  expect(native.get(b)).toBeUndefined()
  expect(pairs.set(a, { v4: other4 }, 'yield')).toBeUndefined()
  expect(pairs.set(b, { v4 }, 'yield')).toBeUndefined()
  expect(native.get(b)).toEqual({ v4 })
  expect(routes).toEqual([
    `route ${v4.remote} from ${local}`,
    `unroute ${v4.remote}`,
    `route ${other4.remote} from ${local}`,
    `route ${v4.remote} from ${local}`,
  ])
  native.delete(b)
  pairs.forget(b)
  expect(routes.at(-1)).toBe(`unroute ${v4.remote}`)
  expect(pairs.set(a, { v4 }, 'yield')).toBeUndefined()
})

describe('of an IPv6 VIP that another peer has', () => {
  beforeEach(() => void pairs.set(a, { v4, v6 }, 'yield'))

  it('a peer that is not proved goes without', () => {
    expect(pairs.set(b, { v4: other4, v6 }, 'yield')).toBeUndefined()
    expect([native.get(a), native.get(b)]).toEqual([{ v4, v6 }, { v4: other4 }])
    expect(pairs.of(b)).toEqual({ v4: other4, v6: undefined })
  })

  it('a proved one takes it, and the other keeps its IPv4 one', () => {
    expect(pairs.set(b, { v4: other4, v6 }, 'take')).toBeUndefined()
    expect([native.get(a), native.get(b)]).toEqual([{ v4 }, { v4: other4, v6 }])
    expect(pairs.set(a, { v4, v6 }, 'yield')).toBeUndefined()
    expect(native.get(a)).toEqual({ v4 })
    expect(pairs.set(b, { v4: other4 }, 'yield')).toBeUndefined()
    expect(pairs.set(a, { v4, v6 }, 'yield')).toBeUndefined()
    expect(native.get(a)).toEqual({ v4, v6 })
  })
})

it('changes nothing where the kernel refuses the route', () => {
  pairs.set(a, { v4, v6 }, 'yield')
  pairs.set(b, { v4: other4 }, 'yield')
  refused = '198.51.100.7'
  const wanted = { v4: { local: refused, remote: '240.0.0.9' }, v6 }
  expect(pairs.set(b, wanted, 'take')).toMatchObject({
    kind: 'not-routed',
    error: { message: 'EINVAL' },
  })
  expect([native.get(a), native.get(b)]).toEqual([{ v4, v6 }, { v4: other4 }])
  expect(routes.slice(-2)).toEqual([
    `unroute ${other4.remote}`,
    `route ${other4.remote} from ${local}`,
  ])
  expect(pairs.of(b)).toEqual({ v4: other4 })
  expect(pairs.set(a, wanted, 'yield')).toMatchObject({ kind: 'not-routed' })
  refused = undefined
  expect(pairs.set(a, wanted, 'yield')).toBeUndefined()
})
