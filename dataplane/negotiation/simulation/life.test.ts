// What happens to an agreement later: new keys, restarts, lost tables, hosts without a name
// (PROTOCOL sections 3 and 6, paper 3.1 and 4.2.1).
import { expect, it } from 'vitest'
import { isNameless } from '../nameless.ts'
import { Simulation } from './simulation.ts'

async function connected(seed: number) {
  const simulation = new Simulation(seed)
  const a = simulation.host('a')
  const b = simulation.host('b')
  await simulation.until(a.connect(b.name))
  await simulation.run(100)
  return { simulation, a, b }
}

it('new keys, the same VIPs, no packet lost', async () => {
  const { simulation, a, b } = await connected(1)
  const before = [a.tunnel.outboundSpiOf(b.name), b.tunnel.outboundSpiOf(a.name)]
  const vips = a.tunnel.vipsOf(b.name)
  a.negotiation.rekeyDue(b.name)
  for (let at = 0; at < 200; at += 1) {
    a.tunnel.sendData(b.name)
    b.tunnel.sendData(a.name)
    await simulation.run(1)
  }
  await simulation.run(100)
  expect([a.received.get(b.name), b.received.get(a.name)]).toEqual([200, 200])
  expect(a.tunnel.outboundSpiOf(b.name)).not.toBe(before[0])
  expect(b.tunnel.outboundSpiOf(a.name)).not.toBe(before[1])
  expect(a.tunnel.vipsOf(b.name)).toEqual(vips)
  expect(a.events.filter(({ kind }) => kind === 'rekeyed').length).toBe(1)
  expect(b.events.filter(({ kind }) => kind === 'rekeyed').length).toBe(1)
})

it('after a restart with its tables a host has new keys for the same VIPs at once', async () => {
  const { simulation, a, b } = await connected(2)
  const vips = a.tunnel.vipsOf(b.name)
  b.restart(true)
  await simulation.run(100)
  a.tunnel.sendData(b.name)
  await simulation.run(100)
  expect(b.received.get(a.name)).toBe(1)
  expect(a.tunnel.vipsOf(b.name)).toEqual(vips)
  expect(b.tunnel.vipsOf(a.name)).toEqual({ local: vips?.remote, remote: vips?.local })
})

it('a host that lost its tables is found by a NACK; its old VIP is invalid', async () => {
  const { simulation, a, b } = await connected(3)
  const old = a.names.mappingOf(b.name)?.vip ?? ''
  b.restart(false)
  expect(b.ownVips.has(old)).toBe(false)
  a.tunnel.sendData(b.name)
  await simulation.run(200)
  const now = a.names.mappingOf(b.name)?.vip
  expect(now).toBe(b.ownVips.all[0])
  expect(b.names.mappingOf(a.name)?.localVip).toBe(now)
  expect(a.events).toContainEqual({ kind: 'mapping-invalid', name: b.name, vip: old })
  expect(a.names.isFreeFor(old, b.name)).toBe(false)
})

it('of two hosts that start at once the smaller key makes the one handshake', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const simulation = new Simulation(seed)
    const [a, b] = [simulation.host('a'), simulation.host('b')]
    const both = Promise.all([a.connect(b.name), b.connect(a.name)])
    const { value } = await simulation.until(both)
    expect(value.map(({ kind }) => kind)).toEqual(['vip', 'vip'])
    await simulation.run(100)
    const isSmaller = Buffer.compare(a.hostKey.publicKey, b.hostKey.publicKey) < 0
    const [winner, loser] = isSmaller ? [a, b] : [b, a]
    const kinds = (host: typeof a) =>
      host.events.flatMap((event) => (event.kind === 'agreed' ? [event.role] : []))
    expect([kinds(winner), kinds(loser)]).toEqual([['initiator'], ['responder']])
    expect(winner.negotiation.counters.of('response-sent')).toBe(0)
  }
})

it('where DNS proposes nothing, a second round inside the new SAs agrees', async () => {
  const simulation = new Simulation(5)
  const a = simulation.host('a')
  const b = simulation.host('b')
  simulation.dns.publish(b.name, b.endpoint, undefined)
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[0] })
  // DNS 1 + 1, then two round trips of 20.
  expect(elapsedMs).toBe(42)
})

it('a host without a name calls out under its physical address, and is one of its own', async () => {
  const simulation = new Simulation(6)
  const a = simulation.host('a')
  const nobody = simulation.host('nobody', { name: undefined })
  const { value } = await simulation.until(nobody.connect(a.name))
  expect(value).toMatchObject({ kind: 'vip', vip: a.ownVips.all[0] })
  await simulation.run(100)
  expect(nobody.names.mappingOf(a.name)).toMatchObject({
    localVip: '192.0.2.2',
    oneSided: 'local',
  })
  const [mapping] = [...a.names.active]
  expect(mapping).toMatchObject({ vip: '192.0.2.2', oneSided: 'remote' })
  expect(mapping !== undefined && isNameless(mapping.name)).toBe(true)
})

it('equal questions share one negotiation', async () => {
  const simulation = new Simulation(7)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const all = Promise.all(Array.from({ length: 20 }, () => a.connect(b.name)))
  const { value } = await simulation.until(all)
  expect(new Set(value.map(({ kind }) => kind))).toEqual(new Set(['vip']))
  expect(a.negotiation.counters.of('init-sent')).toBe(1)
})

it('after it has stopped a host says and schedules nothing more', async () => {
  const { simulation, a, b } = await connected(8)
  a.negotiation.rekeyDue(b.name)
  a.goDown()
  b.goDown()
  let sent = 0
  simulation.network.tap = () => {
    sent += 1
    return []
  }
  await simulation.run(120_000)
  expect(sent).toBe(0)
})

it('by lease a mapping ends when neither questions nor packets use it, and is agreed anew', async () => {
  const simulation = new Simulation(9)
  const hour = 3_600_000
  const a = simulation.host('a', { reclaim: { kind: 'lease', unusedForMs: hour } })
  const b = simulation.host('b')
  await simulation.until(a.connect(b.name))
  const sendFor = async (durationMs: number) => {
    for (let atMs = 0; atMs < durationMs; atMs += hour / 4) {
      a.tunnel.sendData(b.name)
      await simulation.run(hour / 4)
    }
  }
  await sendFor(3 * hour)
  expect(a.names.mappingOf(b.name)).toBeDefined()
  await simulation.run(hour * 2.1)
  expect(a.names.mappingOf(b.name)).toBeUndefined()
  expect(a.tunnel.vipsOf(b.name)).toBeUndefined()
  expect(b.names.mappingOf(a.name)).toBeDefined()
  // A packet of b finds nothing there; by its NACK both agree again.
  b.tunnel.sendData(a.name)
  await simulation.run(500)
  expect(a.names.mappingOf(b.name)?.localVip).toBe(b.names.mappingOf(a.name)?.vip)
})
