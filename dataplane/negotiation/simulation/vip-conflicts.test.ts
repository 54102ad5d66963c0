// Two names that claim one VIP: by chance, by a host that was renamed, or by a stranger. In the packet path each VIP is one
// peer's alone, and no message of a stranger may end the helper for that.
import { afterEach, expect, it } from 'vitest'
import type { DnsName } from '../../wire/dns-name.ts'
import type { Request } from '../../wire/payloads.ts'
import { parseControlMessage } from '../../wire/control-message.ts'
import { vip6Of } from '../vip6.ts'
import { clear, forgedInit } from './forged-init.ts'
import { hostKeyOfSeed } from './simulated-host.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { Simulation, nameOf } from './simulation.ts'

let simulation: Simulation

/** What nobody expected is no outcome of any of this. */
afterEach(() => {
  for (const { faults } of simulation.hosts) if (faults.length > 0) throw faults[0]
})

interface Stranger {
  hostKey: Uint8Array
  noiseKey: Uint8Array
  name: DnsName
  endpoint: string
}

/** A name that DNS has, and a key whose private half nobody needs. */
function stranger(label: string, last: number, key = hostKeyOfSeed(simulation.random.bytes(32))) {
  const name = nameOf(label)
  const endpoint = `203.0.113.${last}:10567`
  simulation.dns.publish(name, endpoint, undefined)
  return { name, endpoint, hostKey: key.publicKey, noiseKey: key.noiseKeys().publicKey }
}

type Said = Partial<Pick<Request, 'senderVip' | 'receiverVip' | 'hasVip6'>>

async function send(from: Stranger, to: SimulatedHost, said: Said): Promise<void> {
  const init = forgedInit(simulation, from, to.name, said)
  let cookie: Uint8Array | undefined
  simulation.network.attach(from.endpoint, (_source, datagram) => {
    const parsed = datagram.kind === 'clear' ? parseControlMessage(datagram.bytes) : undefined
    if (parsed?.ok === true && parsed.message.type === 'cookie') cookie = parsed.message.cookie
  })
  simulation.network.inject(from.endpoint, to.endpoint, clear(init))
  await simulation.run(100)
  if (cookie === undefined) return
  simulation.network.inject(from.endpoint, to.endpoint, clear({ ...init, cookie }))
  await simulation.run(100)
}

/** What a stranger says that has looked at DNS. */
const accepted = (host: SimulatedHost) => ({ vip: host.ownVips.all[0] ?? '', isAccepted: true })

async function expectAlive(host: SimulatedHost): Promise<void> {
  const other = simulation.host('other')
  const { value } = await simulation.until(other.connect(host.name))
  expect(value.kind).toBe('vip')
  await simulation.run(100)
  other.tunnel.sendData(host.name)
  await simulation.run(100)
  expect(host.received.get(other.name)).toBe(1)
}

it('two INITs of strangers under one key share no IPv6 VIP', async () => {
  simulation = new Simulation(1)
  const y = simulation.host('y')
  const key = hostKeyOfSeed(simulation.random.bytes(32))
  const [one, two] = [stranger('n1', 1, key), stranger('n2', 2, key)]
  await send(one, y, { hasVip6: true })
  await send(two, y, { hasVip6: true })
  const { counters } = y.negotiation
  expect(counters.of('response-sent')).toBe(2)
  expect(y.tunnel.pairOf(one.name)?.v6?.remote).toBe(vip6Of(key.publicKey))
  expect(y.tunnel.pairOf(two.name)?.v6).toBeUndefined()
  await simulation.run(20_000)
  expect([y.tunnel.pairOf(one.name), y.tunnel.pairOf(two.name)]).toEqual([undefined, undefined])
  await expectAlive(y)
})

it('nor keeps a stranger that of a host from it', async () => {
  simulation = new Simulation(2)
  const y = simulation.host('y')
  const x = simulation.host('x')
  await send(stranger('n1', 1, x.hostKey), y, { hasVip6: true })
  await simulation.until(x.connect(y.name))
  await simulation.run(100)
  const vip6 = vip6Of(x.hostKey.publicKey)
  expect(y.names.nameOf(vip6)).toBe(x.name)
  expect(y.tunnel.pairOf(x.name)?.v6?.remote).toBe(vip6)
  expect(y.tunnel.pairOf(nameOf('n1'))?.v6).toBeUndefined()
  await send(stranger('n2', 2, x.hostKey), y, { hasVip6: true })
  expect(y.negotiation.counters.of('response-sent')).toBe(3)
  expect(y.tunnel.pairOf(x.name)?.v6?.remote).toBe(vip6)
  expect(y.names.nameOf(vip6)).toBe(x.name)
})

it('a stranger that proposes another VIP gives the one before back', async () => {
  simulation = new Simulation(3)
  const y = simulation.host('y')
  const [one, two] = [stranger('n1', 1), stranger('n2', 2)]
  await send(one, y, { senderVip: '241.1.1.1', receiverVip: accepted(y) })
  expect(y.tunnel.vipsOf(one.name)?.remote).toBe('241.1.1.1')
  await send(one, y, { senderVip: '241.1.1.2' })
  expect(y.negotiation.counters.of('cookie-sent')).toBe(1)
  expect(y.tunnel.vipsOf(one.name)).toBeUndefined()
  await send(two, y, { senderVip: '241.1.1.1', receiverVip: accepted(y) })
  expect(y.tunnel.vipsOf(two.name)?.remote).toBe('241.1.1.1')
  expect(y.negotiation.counters.of('response-sent')).toBe(3)
  await expectAlive(y)
})

it('two that propose one VIP at the same moment do not both get it', async () => {
  simulation = new Simulation(4)
  const y = simulation.host('y')
  const [one, two] = [stranger('n1', 1), stranger('n2', 2)]
  const said = { senderVip: '241.1.1.1', receiverVip: accepted(y) }
  await Promise.all([send(one, y, said), send(two, y, said)])
  const held = [one, two].map(({ name }) => y.tunnel.vipsOf(name)?.remote)
  expect(held.filter((vip) => vip !== undefined)).toEqual(['241.1.1.1'])
  await expectAlive(y)
})

it('of a stranger that calls what we call ourselves our own handshake keeps nothing', async () => {
  simulation = new Simulation(5)
  const y = simulation.host('y')
  const x = simulation.host('x')
  const forged = { ...stranger('n1', 1, x.hostKey), name: x.name, endpoint: x.endpoint }
  const init = forgedInit(simulation, forged, y.name, {
    senderVip: '241.1.1.1',
    receiverVip: accepted(y),
  })
  simulation.network.inject(x.endpoint, y.endpoint, clear(init))
  await simulation.run(100)
  expect(y.tunnel.vipsOf(x.name)?.remote).toBe('241.1.1.1')
  await simulation.until(y.connect(x.name))
  await simulation.run(100)
  expect(y.tunnel.vipsOf(x.name)?.remote).toBe(x.ownVips.all[0])
  const two = stranger('n2', 2)
  await send(two, y, { senderVip: '241.1.1.1', receiverVip: accepted(y) })
  expect(y.tunnel.vipsOf(two.name)?.remote).toBe('241.1.1.1')
})

it('a renamed host has its IPv6 VIP under its newest name', async () => {
  simulation = new Simulation(6)
  const y = simulation.host('y', { policy: 'ask' })
  const key = hostKeyOfSeed(simulation.random.bytes(32))
  const vip6 = vip6Of(key.publicKey)
  const trust = (label: string) => {
    y.knownHosts = y.knownHosts.withTrusted(nameOf(label), key.publicKey, 'verified', 0)
  }
  trust('n1')
  trust('n2')
  const before = simulation.host('n1', { hostKey: key })
  await simulation.until(before.connect(y.name))
  await simulation.run(100)
  expect(y.names.nameOf(vip6)).toBe(before.name)
  before.goDown()
  const now = simulation.host('n2', { hostKey: key, endpoint: before.endpoint })
  expect((await simulation.until(now.connect(y.name))).value.kind).toBe('vip')
  await simulation.run(100)
  expect(y.names.nameOf(vip6)).toBe(now.name)
  expect(y.names.mappingOf(now.name)).toMatchObject({ vip6 })
  expect(y.names.mappingOf(before.name)?.vip6).toBeUndefined()
  expect(y.tunnel.pairOf(now.name)?.v6?.remote).toBe(vip6)
  expect(y.tunnel.pairOf(before.name)?.v6).toBeUndefined()
  expect(y.tunnel.vipsOf(before.name)).toBeDefined()
  now.tunnel.sendData(y.name)
  y.tunnel.sendData(now.name)
  await simulation.run(100)
  expect([y.received.get(now.name), now.received.get(y.name)]).toEqual([1, 1])
  y.restart(true)
  await simulation.run(1000)
  expect(y.tunnel.pairOf(now.name)?.v6?.remote).toBe(vip6)
})

it('nor does a call of ours to its other name end anything', async () => {
  simulation = new Simulation(7)
  const y = simulation.host('y')
  const key = hostKeyOfSeed(simulation.random.bytes(32))
  const [one, two] = [
    simulation.host('n1', { hostKey: key }),
    simulation.host('n2', { hostKey: key }),
  ]
  for (const { name } of [one, two, one]) {
    expect((await simulation.until(y.connect(name))).value.kind).toBe('vip')
    y.negotiation.rekeyDue(name)
    await simulation.run(1000)
    expect(y.names.nameOf(vip6Of(key.publicKey))).toBe(name)
  }
})
