// The kernel cannot always be asked for a way: a local program may have taken all ports, or all descriptors are open.
// Nothing is thrown then, and what is applied stays.
import { beforeEach, expect, it, vi } from 'vitest'
import type { Dataplane, PeerId } from 'tun-tap/dataplane'
import type { DatagramWay } from 'tun-tap/datagram-way'
import { FakeClock } from '../lib/fake-clock.ts'
import { parseFqdn } from '../wire/payloads-fields.ts'
import type { DnsName } from '../wire/dns-name.ts'
import { Associations } from './associations.ts'
import { hasPath, reachOf } from './path.ts'
import type { VipInterface } from './vip-interface.ts'

const answer = vi.hoisted(() => vi.fn<(endpoint: string) => DatagramWay | null>())
vi.mock('tun-tap/datagram-way', () => ({ datagramWayTo: answer }))

const b = parseFqdn('b.vipip.net.') as DnsName
const v4 = '192.0.2.2:10567'
const v6 = '[2001:db8::2]:10567'
const vips = { local: '240.0.0.1', remote: '240.0.0.2' }

let calls: string[]
let associations: Associations

function answerWith(mtuBytes: number): void {
  answer.mockImplementation((endpoint) =>
    endpoint === v4 ? { source: '192.0.2.1', mtuBytes } : null,
  )
}

function refuseToAnswer(): void {
  answer.mockImplementation(() => {
    throw Object.assign(new Error('no port is free'), { code: 'EAGAIN' })
  })
}

beforeEach(() => {
  calls = []
  const dataplane: Partial<Dataplane> = {
    addPeer: () => 1 as PeerId,
    setVips: () => {},
    setEndpoints: (_, endpoints) => void calls.push(`to ${endpoints.join(' ')}`),
    setOutboundSa: () => {},
    addInboundSa: () => {},
    hold: () => {},
    release: () => {
      calls.push('release')
      return { heldSent: 0, resent: 0 }
    },
    traffic: () => [null],
  }
  let mtuBytes = 1400
  const device: Pick<VipInterface, 'routePeer' | 'setMtu' | 'mtuBytes'> = {
    get mtuBytes() {
      return mtuBytes
    },
    routePeer: () => {},
    setMtu: (bytes) => {
      if (bytes !== mtuBytes) calls.push(`mtu ${bytes}`)
      mtuBytes = bytes
    },
  }
  associations = new Associations({
    dataplane: dataplane as Dataplane,
    interface: device as VipInterface,
    mtuBytes: 1400,
    rekeyAfterMs: 3_600_000,
    clock: new FakeClock(),
    randomBytes: (count) => new Uint8Array(count),
    events: { onRekeyDue: () => {}, onConfirmed: () => {} },
  })
  answerWith(1400)
})

function install(): void {
  const key = () => new Uint8Array(36).fill(1)
  associations.install({
    ...{ name: b, vips, endpoints: [v6, v4], cipher: 'aes-256-gcm', role: 'initiator' },
    ...{ inbound: { spi: 300, key: key() }, outbound: { spi: 400, key: key() } },
  })
}

it('is taken for one, of which nothing is known', () => {
  refuseToAnswer()
  expect(hasPath([v4])).toBe(true)
  const unknown = { endpoints: [v6, v4], hasPath: true, innerMtuBytes: undefined, isKnown: false }
  expect(reachOf([v6, v4])).toEqual(unknown)
})

it('changes neither where packets go nor how large they are', async () => {
  install()
  expect(await associations.fitPaths()).toBe(true)
  const applied = [`to ${v4} ${v6}`, 'mtu 1338']
  expect(calls).toEqual(applied)
  refuseToAnswer()
  expect(await associations.fitPaths()).toBe(false)
  expect(calls).toEqual(applied)
})

it('lets packets that wait try it', async () => {
  install()
  associations.notePathLost(associations.idOf(b) as PeerId)
  refuseToAnswer()
  await associations.fitPaths()
  expect(calls.at(-1)).toBe('release')
})

it('to endpoints that are new is taken in the order that is given', () => {
  install()
  refuseToAnswer()
  associations.setEndpoints(b, [v4])
  expect(calls.at(-1)).toBe(`to ${v4}`)
})
