// Attackers on and off the path (PROTOCOL section 10, paper 4.2): what they may cost, and what they
// must never get.
import { expect, it } from 'vitest'
import { encodeControlMessage } from '../../wire/control-message.ts'
import type { DnsName } from '../../wire/dns-name.ts'
import { clear, forgedInit } from './forged-init.ts'
import type { Datagram } from './simulated-network.ts'
import { hostKeyOfSeed } from './simulated-host.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { Simulation, nameOf } from './simulation.ts'

async function connected(seed: number) {
  const simulation = new Simulation(seed)
  const a = simulation.host('a')
  const b = simulation.host('b')
  await simulation.until(a.connect(b.name))
  await simulation.run(100)
  return { simulation, a, b }
}

async function expectTraffic(simulation: Simulation, a: SimulatedHost, b: SimulatedHost) {
  a.received.clear()
  b.received.clear()
  a.tunnel.sendData(b.name)
  b.tunnel.sendData(a.name)
  await simulation.run(50)
  expect([a.received.get(b.name), b.received.get(a.name)]).toEqual([1, 1])
}

it('a man in the middle with another key gets nothing of a host whose key is known', async () => {
  const { simulation, a, b } = await connected(1)
  const stored = a.knownHosts.text
  b.goDown()
  // It has the host's name and address, and answers whatever is sent there.
  const middle = simulation.host('b', { endpoint: b.endpoint })
  a.restart(false)
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toEqual({ kind: 'refused', reason: 'key-changed' })
  expect(elapsedMs).toBeLessThan(1000)
  const key = middle.hostKey.publicKey
  expect(a.events).toContainEqual(
    expect.objectContaining({ kind: 'key-refused', reason: 'key-changed', key }),
  )
  a.tunnel.sendData(b.name)
  await simulation.run(100)
  expect(middle.received.size).toBe(0)
  expect(a.names.mappingOf(b.name)).toBeUndefined()
  expect(a.knownHosts.text).toBe(stored)
  // And again at once, from what is remembered of the failure.
  expect((await simulation.until(a.connect(b.name))).value.kind).toBe('refused')
})

it('who is not where DNS says is not answered, and leaves nothing', async () => {
  const simulation = new Simulation(2)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const thief = simulation.host('b', { endpoint: '203.0.113.66:10567' })
  // DNS stays what the true one has published.
  simulation.dns.publish(b.name, b.endpoint, b.ownVips.all[0])
  const { value, elapsedMs } = await simulation.until(thief.connect(a.name))
  expect(value).toEqual({ kind: 'physical', reason: 'no-answer' })
  expect(elapsedMs).toBeLessThanOrEqual(4001)
  expect(a.negotiation.counters.of('source-not-in-dns')).toBeGreaterThan(0)
  expect([...a.names.active]).toEqual([])
  expect(a.knownHosts.text).toBe('')
  expect(a.tunnel.endpointsOf(b.name)).toEqual([])
})

it('hosts whose VIPs are all taken on both sides make others', async () => {
  const simulation = new Simulation(3)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const claim = (host: SimulatedHost, vips: readonly string[]) =>
    vips.forEach((vip, at) => {
      const localVip = host.ownVips.all[0] ?? ''
      host.names.agree(nameOf(`taken${at}`), { vip, localVip, oneSided: 'neither' })
    })
  claim(a, b.ownVips.all)
  claim(b, a.ownVips.all)
  const { value } = await simulation.until(a.connect(b.name))
  await simulation.run(100)
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[2] })
  expect(b.names.mappingOf(a.name)).toMatchObject({
    vip: a.ownVips.all[2],
    localVip: b.ownVips.all[2],
  })
  expect(a.events).toContainEqual(expect.objectContaining({ kind: 'agreed', rounds: 3 }))
  await expectTraffic(simulation, a, b)
})

it('two hosts that drew the same VIPs agree on others', async () => {
  const simulation = new Simulation(4)
  const a = simulation.host('a')
  const b = simulation.host('b', { ownVips: a.ownVips.all })
  expect(b.ownVips.all).toEqual(a.ownVips.all)
  expect((await simulation.until(a.connect(b.name))).value.kind).toBe('vip')
  await simulation.run(100)
  const mapping = a.names.mappingOf(b.name)
  expect(mapping?.vip).not.toBe(mapping?.localVip)
})

it('a VIP that is in use for one name is refused to another', async () => {
  const { simulation, a, b } = await connected(5)
  const c = simulation.host('c')
  const vip = a.names.mappingOf(b.name)?.vip ?? ''
  const record = simulation.dns.record(c.name)
  const taken = { ...record, magic: { kind: 'present', vip } } as const
  const { value } = await simulation.until(a.connectTo(taken))
  expect(value).toMatchObject({ kind: 'vip', vip: c.ownVips.all[0] })
  expect(a.negotiation.counters.of('vip-in-use')).toBe(1)
  expect(a.names.nameOf(vip)).toBe(b.name)
})

it('forged NACKs cost one handshake a second at most, and no VIP', async () => {
  const { simulation, a, b } = await connected(7)
  const before = a.names.mappingOf(b.name)?.vip
  const nack = (spi: number): Datagram => ({
    kind: 'clear',
    bytes: encodeControlMessage({ type: 'nack', spi, sequence: 1 }),
  })
  const { counters } = a.negotiation
  for (let at = 0; at < 300; at += 1) {
    simulation.network.inject(b.endpoint, a.endpoint, nack(300 + at))
  }
  await simulation.run(500)
  expect(counters.of('nack-not-ours')).toBe(300)
  expect(counters.of('renegotiated')).toBe(0)
  // One who sees packets knows the SPI too.
  for (let at = 0; at < 300; at += 1) {
    const spi = a.tunnel.outboundSpiOf(b.name) ?? 0
    simulation.network.inject(b.endpoint, a.endpoint, nack(spi))
    await simulation.run(10)
  }
  expect(counters.of('renegotiated')).toBeLessThanOrEqual(4)
  expect(counters.of('renegotiated')).toBeGreaterThan(0)
  await simulation.run(100)
  expect(a.names.mappingOf(b.name)?.vip).toBe(before)
  await expectTraffic(simulation, a, b)
})

it('replayed handshakes and packets change nothing', async () => {
  const simulation = new Simulation(8)
  const recorded: { source: string; destination: string; datagram: Datagram }[] = []
  simulation.network.tap = (source, destination, datagram) => {
    recorded.push({ source, destination, datagram })
    return [datagram]
  }
  const a = simulation.host('a')
  const b = simulation.host('b')
  await simulation.until(a.connect(b.name))
  // IK too.
  a.negotiation.rekeyDue(b.name)
  await simulation.run(1000)
  await expectTraffic(simulation, a, b)
  const elsewhere = '203.0.113.66:4000'
  let reflected = 0
  simulation.network.tap = (_source, destination, datagram) => {
    if (destination === elsewhere && datagram.kind === 'clear' && datagram.bytes[1] === 2) {
      reflected += 1
    }
    return [datagram]
  }
  const state = () =>
    [a, b].map((host) => {
      const other = host === a ? b.name : a.name
      const { names, tunnel, knownHosts } = host
      return [
        names.mappingOf(other)?.vip,
        tunnel.outboundSpiOf(other),
        tunnel.endpointsOf(other)[0],
        knownHosts.text,
      ]
    })
  const before = state()
  for (const waitMs of [0, 15_000, 60_000]) {
    await simulation.run(waitMs)
    for (const { source, destination, datagram } of recorded) {
      simulation.network.inject(source, destination, datagram)
      simulation.network.inject(elsewhere, destination, datagram)
    }
    await simulation.run(1000)
    expect(state()).toEqual(before)
  }
  expect(reflected).toBe(0)
  expect(recorded.length).toBeGreaterThan(6)
  await expectTraffic(simulation, a, b)
})

it('a forged INIT in the name of a known peer does not move its packets', async () => {
  const { simulation, a, b } = await connected(9)
  const { publicKey: hostKey } = b.hostKey
  const { publicKey: noiseKey } = b.hostKey.noiseKeys()
  const { name, endpoint } = b
  const spi = a.tunnel.outboundSpiOf(name)
  const vips = a.tunnel.vipsOf(name)
  const forged = clear(forgedInit(simulation, { name, hostKey, noiseKey, endpoint }, a.name))
  simulation.network.inject(endpoint, a.endpoint, forged)
  await simulation.run(5)
  expect(a.negotiation.counters.of('response-sent')).toBe(0)
  await simulation.run(500)
  expect(a.negotiation.counters.of('response-sent')).toBe(1)
  expect(a.tunnel.outboundSpiOf(name)).toBe(spi)
  expect(a.tunnel.vipsOf(name)).toEqual(vips)
  expect(a.tunnel.endpointsOf(name)).toEqual([endpoint])
  await expectTraffic(simulation, a, b)
  await simulation.run(20_000)
  await expectTraffic(simulation, a, b)
})

function flood(
  simulation: Simulation,
  to: SimulatedHost,
  perMs: number,
  source: () => { endpoint: string; name: DnsName },
) {
  const { hostKey } = { hostKey: hostKeyOfSeed(simulation.random.bytes(32)) }
  const prepared = Array.from({ length: 50 }, () => {
    const { endpoint, name } = source()
    const noiseKey = hostKey.noiseKeys().publicKey
    const from = { name, hostKey: hostKey.publicKey, noiseKey, endpoint }
    return { endpoint, datagram: clear(forgedInit(simulation, from, to.name)) }
  })
  let at = 0
  const send = () => {
    for (let count = 0; count < perMs; count += 1) {
      const { endpoint, datagram } = prepared[at++ % prepared.length] ?? {}
      if (endpoint === undefined || datagram?.kind !== 'clear') continue
      // Another ephemeral key each time, or it would be a mere copy.
      const bytes = datagram.bytes.slice()
      bytes.set(simulation.random.bytes(32), 10)
      simulation.network.inject(endpoint, to.endpoint, { kind: 'clear', bytes })
    }
    simulation.clock.after(1, send)
  }
  send()
}

it('a flood of INITs from forged sources does not keep a real peer waiting for 1 s', async () => {
  const simulation = new Simulation(10)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const { random } = simulation
  flood(simulation, b, 3, () => ({
    endpoint: `${random.between(1, 223)}.${random.between(0, 255)}.1.1:10567`,
    name: nameOf(`n${random.between(1, 1000)}`),
  }))
  await simulation.run(300)
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value.kind).toBe('vip')
  expect(elapsedMs).toBeLessThan(1000)
  expect(b.negotiation.counters.of('cookie-sent')).toBeGreaterThan(100)
  expect([...b.names.active].map(({ name }) => name)).toEqual([])
  await simulation.run(50)
  expect([...b.names.active].map(({ name }) => name)).toEqual([a.name])
})

it('nor does one in the name and from the address of the real peer', async () => {
  const simulation = new Simulation(11)
  const a = simulation.host('a')
  const b = simulation.host('b')
  flood(simulation, b, 1, () => ({ endpoint: a.endpoint, name: a.name }))
  await simulation.run(300)
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value.kind).toBe('vip')
  expect(elapsedMs).toBeLessThan(1000)
  await simulation.run(300)
  expect(b.names.mappingOf(a.name)?.vip).toBe(a.ownVips.all[0])
  await expectTraffic(simulation, a, b)
})

it('nor one INIT, forged each time between the answer to the real one and its proof', async () => {
  const simulation = new Simulation(14)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const { publicKey: hostKey } = a.hostKey
  const { publicKey: noiseKey } = a.hostKey.noiseKeys()
  const { name, endpoint } = a
  simulation.network.tap = (source, _destination, datagram) => {
    if (source === b.endpoint && datagram.kind === 'clear' && datagram.bytes[1] === 2) {
      const forged = clear(forgedInit(simulation, { name, hostKey, noiseKey, endpoint }, b.name))
      simulation.network.inject(endpoint, b.endpoint, forged)
    }
    return [datagram]
  }
  await simulation.until(a.connect(b.name))
  await simulation.run(300)
  expect(b.names.mappingOf(a.name)?.vip).toBe(a.ownVips.all[0])
  await expectTraffic(simulation, a, b)
})

it('forged REFUSED and COOKIE do not keep two hosts apart', async () => {
  const simulation = new Simulation(12)
  const a = simulation.host('a')
  const b = simulation.host('b')
  simulation.network.tap = (source, destination, datagram) => {
    if (datagram.kind === 'clear' && datagram.bytes[1] === 1) {
      const receiverIndex = new DataView(datagram.bytes.buffer).getUint32(4)
      const forge = (message: Parameters<typeof encodeControlMessage>[0]) =>
        simulation.network.inject(destination, source, {
          kind: 'clear',
          bytes: encodeControlMessage(message),
        })
      forge({ type: 'refused', receiverIndex, reason: 'unknown-key' })
      forge({ type: 'refused', receiverIndex, reason: 'busy' })
      forge({ type: 'cookie', receiverIndex, cookie: new Uint8Array(16) })
    }
    return [datagram]
  }
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value.kind).toBe('vip')
  expect(elapsedMs).toBeLessThan(1000)
})

it('noise of any kind is counted and dropped', async () => {
  const { simulation, a, b } = await connected(13)
  for (let at = 0; at < 2000; at += 1) {
    const bytes = simulation.random.bytes(simulation.random.between(4, 120))
    if (simulation.random.happens(0.7)) bytes.set([1, simulation.random.between(0, 6), 0, 0])
    a.negotiation.handleClear(b.endpoint, bytes)
  }
  await simulation.run(1000)
  const { counters } = a.negotiation
  expect(counters.of('malformed') + counters.of('unknown-index')).toBeGreaterThan(500)
  await expectTraffic(simulation, a, b)
})
