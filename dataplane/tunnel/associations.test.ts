import { beforeEach, describe, expect, it } from 'vitest'
import type { Dataplane, PeerId } from 'tun-tap/dataplane'
import { FakeClock } from '../lib/fake-clock.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { Associations, type NewAssociation } from './associations.ts'
import type { VipInterface } from './vip-interface.ts'

const b = parseFqdn('b.vipip.net.') as DnsName
/** Nobody has a route there: what is asked of the kernel's routes is out of play. */
const endpoints = ['192.0.2.2:10567']

let clock: FakeClock
let calls: string[]
let events: string[]
let keys: Uint8Array[]
let associations: Associations

beforeEach(() => {
  clock = new FakeClock()
  calls = []
  events = []
  keys = []
  const call = (text: string) => void calls.push(text)
  let next = 1
  const dataplane: Pick<
    Dataplane,
    | 'addPeer'
    | 'removePeer'
    | 'setVips'
    | 'setEndpoints'
    | 'setOutboundSa'
    | 'addInboundSa'
    | 'removeInboundSa'
    | 'spiFrom'
    | 'hold'
    | 'release'
    | 'traffic'
  > = {
    addPeer: () => next++ as PeerId,
    removePeer: (id) => call(`remove peer ${id}`),
    setVips: (_id, { v4, v6 }) =>
      call(
        `vips ${v4?.local ?? '-'} ${v4?.remote ?? '-'}${v6 === undefined ? '' : ` ${v6.remote}`}`,
      ),
    setEndpoints: (_id, given) => call(`endpoints ${given.join(' ')}`),
    setOutboundSa: (_id, { spi, key }) => {
      expect(key.some((byte) => byte !== 0)).toBe(true)
      call(`send with ${spi}`)
    },
    addInboundSa: (_id, { spi, key }) => {
      expect(key.some((byte) => byte !== 0)).toBe(true)
      call(`receive with ${spi}`)
    },
    removeInboundSa: (spi) => {
      call(`drop ${spi}`)
      return true
    },
    spiFrom: (random) => random,
    hold: () => call('hold'),
    release: () => {
      call('release')
      return { heldSent: 0, resent: 0 }
    },
    traffic: () => [null],
  }
  const device: Pick<VipInterface, 'routePeer' | 'unroutePeer' | 'setMtu' | 'mtuBytes'> = {
    mtuBytes: 1400,
    routePeer: (vip, local) => call(`route ${vip} from ${local}`),
    unroutePeer: (vip) => call(`unroute ${vip}`),
    setMtu: () => {},
  }
  let random = 0
  associations = new Associations({
    dataplane: dataplane as Dataplane,
    interface: device as VipInterface,
    mtuBytes: 1400,
    rekeyAfterMs: 60 * 60_000,
    clock,
    randomBytes: () => Uint8Array.of(0, 0, random >> 8, random++ & 0xff),
    events: {
      onRekeyDue: (name) => events.push(`rekey ${name}`),
      onConfirmed: (name, spi) => events.push(`confirmed ${name} ${spi}`),
    },
  })
})

function sa(
  inboundSpi: number,
  outboundSpi: number,
  role: NewAssociation['role'],
  vips = { local: '240.0.0.1', remote: '240.0.0.2' },
): NewAssociation {
  const inbound = { spi: inboundSpi, key: new Uint8Array(36).fill(1) }
  const outbound = { spi: outboundSpi, key: new Uint8Array(36).fill(2) }
  keys.push(inbound.key, outbound.key)
  return { name: b, pair: { v4: vips }, endpoints, cipher: 'aes-256-gcm', inbound, outbound, role }
}

describe('the packet path that has followed a Hint by itself', () => {
  const applied = () => calls.filter((text) => text.startsWith('endpoints'))

  it('is told what the table makes of it, also where that is nothing new', () => {
    associations.install(sa(300, 400, 'initiator'))
    expect(applied()).toHaveLength(1)
    associations.restateEndpoints(b)
    expect(applied()).toHaveLength(1)
    associations.followedHint(b)
    associations.restateEndpoints(b)
    expect(applied()).toEqual([`endpoints ${endpoints.join()}`, `endpoints ${endpoints.join()}`])
    associations.restateEndpoints(b)
    expect(applied()).toHaveLength(2)
  })

  it('is told once where the table has changed', () => {
    associations.install(sa(300, 400, 'initiator'))
    associations.followedHint(b)
    associations.setEndpoints(b, ['192.0.2.3:10567'])
    associations.restateEndpoints(b)
    expect(applied().slice(1)).toEqual(['endpoints 192.0.2.3:10567'])
  })

  it('of a peer that is not there is told nothing', () => {
    associations.followedHint(b)
    associations.restateEndpoints(b)
    expect(applied()).toEqual([])
  })
})

describe('an initiator', () => {
  it('sends with the new keys at once, and keeps none of them', () => {
    associations.install(sa(300, 400, 'initiator'))
    expect(calls.filter((text) => /with/.test(text))).toEqual(['receive with 300', 'send with 400'])
    expect(keys.every((key) => key.every((byte) => byte === 0))).toBe(true)
  })

  it('takes packets of the old keys for 30 s after new ones', () => {
    associations.install(sa(300, 400, 'initiator'))
    associations.install(sa(301, 401, 'initiator'))
    clock.advance(29_999)
    expect(calls).not.toContain('drop 300')
    clock.advance(1)
    expect(calls.filter((text) => text.startsWith('drop'))).toEqual(['drop 300'])
  })

  it('asks for new keys after 60 minutes, of the newest ones alone', () => {
    associations.install(sa(300, 400, 'initiator'))
    clock.advance(30 * 60_000)
    associations.install(sa(301, 401, 'initiator'))
    clock.advance(59 * 60_000)
    expect(events).toEqual([])
    clock.advance(60_000)
    expect(events).toEqual([`rekey ${b}`])
  })
})

describe('a responder', () => {
  it('sends with the new keys, and retires old ones, only when the initiator has proved itself', () => {
    associations.install(sa(300, 400, 'initiator'))
    const id = associations.idOf(b) as PeerId
    calls.length = 0
    associations.install(sa(301, 401, 'responder'))
    associations.heardOn(id, 300)
    clock.advance(120_000)
    expect(calls.filter((text) => /^(send|drop)/.test(text))).toEqual([])
    associations.heardOn(id, 301)
    expect(calls.at(-1)).toBe('send with 401')
    expect(events).toEqual([`confirmed ${b} 301`])
    clock.advance(30_000)
    expect(calls.at(-1)).toBe('drop 300')
  })

  it('keeps what programs send before the first keys are proved, and sends it then', () => {
    associations.install(sa(300, 400, 'responder'))
    expect(calls.at(-1)).toBe('hold')
    const id = associations.idOf(b) as PeerId
    associations.heardOn(id, 300)
    expect(calls.slice(-2)).toEqual(['send with 400', 'release'])
    associations.install(sa(301, 401, 'responder'))
    expect(calls.at(-1)).toBe('receive with 301')
  })

  it('is not kept from asking for new keys by initiators that never show up', () => {
    associations.install(sa(300, 400, 'initiator'))
    for (let minute = 0; minute < 60; minute += 1) {
      clock.advance(60_000)
      associations.install(sa(301 + minute, 401 + minute, 'responder'))
    }
    expect(events).toEqual([`rekey ${b}`])
  })

  it('collects no keys of initiators that never show up', () => {
    associations.install(sa(300, 400, 'initiator'))
    for (let i = 1; i <= 50; i += 1) associations.install(sa(300 + i, 400 + i, 'responder'))
    const dropped = calls.filter((text) => text.startsWith('drop'))
    expect(dropped).toEqual(Array.from({ length: 49 }, (_, i) => `drop ${301 + i}`))
    expect(keys.at(-3)?.every((byte) => byte === 0)).toBe(true)
  })
})

it('leaves nothing behind that would call a closed packet path', () => {
  associations.install(sa(300, 400, 'initiator'))
  associations.install(sa(301, 401, 'initiator'))
  associations.stop()
  calls.length = 0
  clock.advance(24 * 3_600_000)
  expect({ calls, events, next: clock.nextAtMs }).toEqual({
    calls: [],
    events: [],
    next: undefined,
  })
})

it('gives out SPIs above the reserved ones, and none twice', () => {
  associations.install(sa(256, 400, 'initiator'))
  expect(associations.newSpi()).toBe(257)
})

it('believes a NACK only of an SPI that it sends with to there', () => {
  associations.install(sa(300, 400, 'initiator'))
  expect(associations.sendsWith(400, '192.0.2.2:10567')).toBe(b)
  expect(associations.sendsWith(400, '192.0.2.3:10567')).toBeUndefined()
  expect(associations.sendsWith(300, '192.0.2.2:10567')).toBeUndefined()
})

it('holds packets of a peer from before until there are keys', async () => {
  associations.restore(b, { local: '240.0.0.1', remote: '240.0.0.2' }, undefined, endpoints)
  await associations.fitPaths()
  expect(calls.at(-1)).toBe('hold')
  associations.install(sa(300, 400, 'initiator'))
  expect(calls.slice(-2)).toEqual(['send with 400', 'release'])
})

it('gives the peer other VIPs, and forgets it wholly', () => {
  associations.install(sa(300, 400, 'initiator'))
  associations.setVips(b, { local: '240.0.0.5', remote: '240.0.0.6' }, undefined)
  expect(calls.slice(-3)).toEqual([
    'vips 240.0.0.5 240.0.0.6',
    'unroute 240.0.0.2',
    'route 240.0.0.6 from 240.0.0.5',
  ])
  associations.discard(b)
  expect(calls.slice(-2)).toEqual(['unroute 240.0.0.6', 'remove peer 1'])
  expect(associations.sendsWith(400, '192.0.2.2:10567')).toBeUndefined()
  expect(clock.nextAtMs).toBeUndefined()
})

describe('VIPs that another peer has', () => {
  const c = parseFqdn('c.vipip.net.') as DnsName
  const v6 = { local: 'fd56:4950::1', remote: 'fd56:4950::2' }
  const v4 = { local: '240.0.0.1', remote: '240.0.0.2' }

  it('are refused, and nothing is left of what came with them', () => {
    associations.install(sa(300, 400, 'initiator'))
    const fault = { kind: 'vip-in-use' }
    expect(associations.install({ ...sa(301, 401, 'responder'), name: c })).toEqual(fault)
    expect(associations.restore(c, v4, undefined, endpoints)).toEqual(fault)
    expect(associations.idOf(c)).toBeUndefined()
    expect(keys.every((key) => key.every((byte) => byte === 0))).toBe(true)
    expect(calls).not.toContain('receive with 301')
    expect(calls.at(-1)).toBe('remove peer 3')
    associations.install({ ...sa(302, 402, 'initiator', { ...v4, remote: '240.0.0.3' }), name: c })
    expect(associations.setVips(c, v4, undefined)).toEqual(fault)
  })

  it('go with the newest proof where they follow from a key', () => {
    associations.install({ ...sa(300, 400, 'initiator'), pair: { v4, v6 } })
    const other = { local: '240.0.0.1', remote: '240.0.0.3' }
    associations.install({ ...sa(301, 401, 'responder'), name: c, pair: { v4: other, v6 } })
    expect(calls.filter((text) => text.startsWith('vips'))).toEqual([
      'vips 240.0.0.1 240.0.0.2 fd56:4950::2',
      'vips 240.0.0.1 240.0.0.3',
    ])
    associations.setVips(c, other, v6)
    expect(calls.filter((text) => text.startsWith('vips')).slice(2)).toEqual([
      'vips 240.0.0.1 240.0.0.2',
      'vips 240.0.0.1 240.0.0.3 fd56:4950::2',
    ])
  })
})

it('keeps the VIPs that a peer has where new keys come without any, and takes others for all', () => {
  associations.install(sa(300, 400, 'initiator'))
  const { pair: _, ...without } = sa(301, 401, 'responder')
  associations.install(without)
  expect(calls.filter((text) => text.startsWith('vips'))).toHaveLength(1)
  associations.install({ ...sa(302, 402, 'responder'), pair: {} })
  expect(calls).toContain('vips - -')
  expect(calls).toContain('unroute 240.0.0.2')
})
