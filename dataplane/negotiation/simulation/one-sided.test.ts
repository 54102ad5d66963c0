// A host whose VIPs the other refuses uses its physical address, until it moves (paper 4.2.1,
// PROTOCOL section 3).
import { describe, expect, it } from 'vitest'
import { parseVipRange } from '../../tables/vip-range.ts'
import { addressOf } from '../../tables/usable-endpoint.ts'
import { maxRounds } from '../limits.ts'
import { namelessName } from '../nameless.ts'
import { clear, forgedInit } from './forged-init.ts'
import { hostKeyOfSeed } from './simulated-host.ts'
import { Simulation, nameOf } from './simulation.ts'

const range = (text: string) => ({ range: parseVipRange(text)! })

/** b takes only VIPs of a range that a hardly ever proposes from. */
async function oneSided(seed: number) {
  const simulation = new Simulation(seed)
  const a = simulation.host('a')
  const b = simulation.host('b', range('250.1.0.0/16'))
  const { value } = await simulation.until(a.connect(b.name))
  await simulation.run(100)
  return { simulation, a, b, value }
}

it('agrees in the last round', async () => {
  const { a, b, value } = await oneSided(1)
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[0] })
  expect(a.names.mappingOf(b.name)).toMatchObject({ localVip: '192.0.2.1', oneSided: 'local' })
  expect(b.names.mappingOf(a.name)).toMatchObject({ vip: '192.0.2.1', oneSided: 'remote' })
  expect(a.events).toContainEqual(expect.objectContaining({ kind: 'agreed', rounds: maxRounds }))
})

it('agrees in the last round, too, where the other host calls', async () => {
  const simulation = new Simulation(6)
  const a = simulation.host('a')
  const b = simulation.host('b', range('250.1.0.0/16'))
  const { value } = await simulation.until(b.connect(a.name))
  expect(value).toMatchObject({ kind: 'vip', vip: '192.0.2.1' })
  await simulation.run(100)
  expect(a.names.mappingOf(b.name)).toMatchObject({ localVip: '192.0.2.1', oneSided: 'local' })
  expect(b.events).toContainEqual(expect.objectContaining({ kind: 'agreed', rounds: maxRounds }))
})

it('two physical addresses make no pair', async () => {
  const simulation = new Simulation(2)
  const a = simulation.host('a', range('241.0.0.0/8'))
  const b = simulation.host('b', range('250.1.0.0/16'))
  const { value } = await simulation.until(a.connect(b.name))
  await simulation.run(10_000)
  expect(value).toEqual({ kind: 'refused', reason: 'terminated' })
  expect([...a.names.active, ...b.names.active]).toEqual([])
})

it('ends at both hosts when the one moves', async () => {
  const { simulation, a, b } = await oneSided(3)
  const { vip } = a.names.mappingOf(b.name)!
  a.move('192.0.2.77:10567')
  await simulation.run(100)
  expect([...a.names.active, ...b.names.active]).toEqual([])
  expect(a.events).toContainEqual({ kind: 'mapping-dropped', name: b.name, vip })
  expect(b.events).toContainEqual({ kind: 'mapping-dropped', name: a.name, vip: '192.0.2.1' })
  await simulation.until(a.connect(b.name))
  expect(b.names.mappingOf(a.name)).toMatchObject({ vip: '192.0.2.77', oneSided: 'remote' })
})

it('does not end when the other moves', async () => {
  const { simulation, a, b } = await oneSided(4)
  b.move('192.0.2.78:10567')
  await simulation.run(100)
  expect(a.names.mappingOf(b.name)).toBeDefined()
  expect(b.names.mappingOf(a.name)).toBeDefined()
})

it('ends when the tables say that the peer is elsewhere', async () => {
  const { simulation, a, b } = await oneSided(5)
  b.endpoints.applyHint(a.name, 1, ['192.0.2.99:10567'])
  b.negotiation.oneSided.endpointsChanged(a.name)
  await simulation.run(100)
  expect([...a.names.active, ...b.names.active]).toEqual([])
})

it('takes no packets of other programs before the host has proved itself', async () => {
  const simulation = new Simulation(7)
  const y = simulation.host('y')
  const key = hostKeyOfSeed(simulation.random.bytes(32))
  // Of a server that programs here use, and that knows nothing of it.
  const endpoint = '198.51.100.77:10567'
  const keys = { hostKey: key.publicKey, noiseKey: key.noiseKeys().publicKey }
  const init = forgedInit(simulation, { ...keys, name: undefined, endpoint }, y.name, {
    senderVip: addressOf(endpoint),
    receiverVip: { vip: y.ownVips.all[0] ?? '', isAccepted: true },
  })
  simulation.network.inject(endpoint, y.endpoint, clear(init))
  await simulation.run(500)
  expect(y.negotiation.counters.of('response-sent')).toBe(1)
  expect(y.tunnel.vipsOf(namelessName(key.publicKey))).toBeUndefined()
  expect([...y.tunnel.routes]).toEqual([])
})

it('of a host without a name is taken with its proof', async () => {
  const simulation = new Simulation(8)
  const y = simulation.host('y')
  const x = simulation.host('x', { name: undefined })
  await simulation.until(x.connect(y.name))
  expect([...y.tunnel.routes]).toEqual([])
  await simulation.run(100)
  const vip = addressOf(x.endpoint)
  expect([...y.tunnel.routes]).toEqual([[vip, y.ownVips.all[0]]])
  const name = namelessName(x.hostKey.publicKey)
  expect(y.tunnel.vipsOf(name)).toEqual({ local: y.ownVips.all[0], remote: vip })
  y.tunnel.sendData(name)
  x.tunnel.sendData(y.name)
  await simulation.run(100)
  expect([x.received.get(y.name), y.received.get(name)]).toEqual([1, 1])
})

it('so is a static VIP, which DNS alone has confirmed', async () => {
  const simulation = new Simulation(9)
  const y = simulation.host('y')
  const x = simulation.host('x', { ownVips: ['198.51.100.7'] })
  simulation.dns.publishReverse('198.51.100.7', x.name)
  let probes = 0
  simulation.network.tap = (_source, _destination, datagram) => {
    if (datagram.kind === 'esp') probes += 1
    return [datagram]
  }
  // What the program sends must not come first: it would be dropped.
  const probesAtAnswer = x.connect(y.name).then(() => probes)
  expect((await simulation.until(probesAtAnswer)).value).toBe(1)
  expect([...y.tunnel.routes]).toEqual([])
  await simulation.run(100)
  expect([...y.tunnel.routes]).toEqual([['198.51.100.7', y.ownVips.all[0]]])
})

describe('our physical address', () => {
  it('is not our VIP because a peer wants it to be', async () => {
    const simulation = new Simulation(10)
    const y = simulation.host('y')
    const m = simulation.host('m')
    const magic = { kind: 'present', vip: addressOf(y.endpoint) } as const
    await simulation.until(m.connectTo({ ...simulation.dns.record(y.name), magic }))
    await simulation.run(300)
    const localVip = y.ownVips.all[0]
    expect(y.names.mappingOf(m.name)).toMatchObject({ oneSided: 'neither', localVip })
  })

  it('is a VIP no more where the helper starts without it', async () => {
    const { simulation, a, b } = await oneSided(11)
    const c = simulation.host('c')
    await simulation.until(a.connect(c.name))
    const [vip, other] = [b.name, c.name].map((name) => a.names.mappingOf(name)?.vip)
    a.restart(true, '192.0.2.77:10567')
    expect(a.events).toContainEqual({ kind: 'mapping-dropped', name: b.name, vip })
    expect([...a.names.active].map(({ name }) => name)).toEqual([c.name])
    expect(a.endpoints.of(b.name)).toEqual([])
    expect([a.tunnel.vipsOf(b.name), a.faults]).toEqual([undefined, []])
    await simulation.run(1000)
    a.tunnel.sendData(c.name)
    await simulation.run(100)
    expect([c.received.get(a.name), a.names.mappingOf(c.name)?.vip]).toEqual([1, other])
    await simulation.until(a.connect(b.name))
    expect(a.names.mappingOf(b.name)).toMatchObject({ localVip: '192.0.2.77', oneSided: 'local' })
  })

  it('stays one where it starts with it', async () => {
    const { simulation, a, b } = await oneSided(12)
    a.restart(true)
    await simulation.run(1000)
    expect(a.names.mappingOf(b.name)).toMatchObject({ localVip: '192.0.2.1', oneSided: 'local' })
    a.tunnel.sendData(b.name)
    await simulation.run(100)
    expect(b.received.get(a.name)).toBe(1)
  })
})

it('a mapping that the kernel does not take any more is dropped at the start', async () => {
  const simulation = new Simulation(13)
  const a = simulation.host('a')
  const vips = { vip: '241.1.1.1', localVip: '198.51.100.7', oneSided: 'neither' } as const
  const c = simulation.host('c')
  a.names.agree(nameOf('b'), vips)
  await simulation.until(a.connect(c.name))
  a.restart(true)
  expect(a.events).toContainEqual({ kind: 'mapping-dropped', name: nameOf('b'), vip: '241.1.1.1' })
  expect([...a.names.active].map(({ name }) => name)).toEqual([c.name])
  expect(a.faults).toMatchObject([{ message: 'EINVAL' }])
})
