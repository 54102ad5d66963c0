// First contact, changed keys and people who are asked (PROTOCOL section 4).
import { expect, it } from 'vitest'
import { fingerprintOf } from '../../identity/fingerprint.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { Simulation } from './simulation.ts'

function trust(host: SimulatedHost, peer: SimulatedHost) {
  const shown = fingerprintOf(peer.hostKey.publicKey)
  return host.trust.answer(peer.name, { kind: 'trust', shown })
}

it('a stranger is held until the person here decides, then connected by a handshake of its own', async () => {
  const simulation = new Simulation(1)
  const a = simulation.host('a', { policy: 'ask' })
  const b = simulation.host('b')
  const connecting = a.connect(b.name)
  await simulation.run(2000)
  expect(a.questions.open).toMatchObject([{ name: b.name, cause: 'we-called' }])
  expect(a.knownHosts.text).toBe('')
  expect([...a.names.active]).toEqual([])
  expect(trust(a, b).kind).toBe('trusted')
  const { value, elapsedMs } = await simulation.until(connecting)
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[0] })
  expect(elapsedMs).toBeLessThan(100)
})

it('who does not decide within 9 s gets the physical address, and the question stays', async () => {
  const simulation = new Simulation(2)
  const a = simulation.host('a', { policy: 'ask' })
  const b = simulation.host('b')
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toEqual({ kind: 'physical', reason: 'pending' })
  expect(elapsedMs).toBeGreaterThan(8990)
  expect(elapsedMs).toBeLessThan(9050)
  // Whoever asks again meanwhile does not wait again.
  await simulation.run(20_000)
  expect((await simulation.until(a.connect(b.name))).elapsedMs).toBeLessThan(10)
  await simulation.run(40_000)
  expect(a.questions.open.length).toBe(1)
  trust(a, b)
  await simulation.run(100)
  expect(a.names.mappingOf(b.name)?.vip).toBe(b.ownVips.all[0])
})

it('the host that is called asks too: pending, and when approved it calls back', async () => {
  const simulation = new Simulation(3)
  const a = simulation.host('a')
  const b = simulation.host('b', { policy: 'ask' })
  const connecting = a.connect(b.name)
  await simulation.run(1000)
  expect(b.questions.open).toMatchObject([{ name: a.name, cause: 'they-called' }])
  expect(b.knownHosts.text).toBe('')
  expect(b.tunnel.vipsOf(a.name)).toBeUndefined()
  trust(b, a)
  const { value, elapsedMs } = await simulation.until(connecting)
  expect(value.kind).toBe('vip')
  expect(elapsedMs).toBeLessThan(100)
  expect(b.events).toContainEqual(expect.objectContaining({ kind: 'agreed', role: 'initiator' }))
})

it('both are asked, in either order', async () => {
  const simulation = new Simulation(4)
  const a = simulation.host('a', { policy: 'ask' })
  const b = simulation.host('b', { policy: 'ask' })
  const connecting = a.connect(b.name)
  await simulation.run(1000)
  expect([a.questions.open.length, b.questions.open.length]).toEqual([1, 1])
  trust(b, a)
  await simulation.run(1000)
  trust(a, b)
  const { value } = await simulation.until(connecting)
  expect(value.kind).toBe('vip')
  await simulation.run(1000)
  expect(b.names.mappingOf(a.name)?.localVip).toBe(a.names.mappingOf(b.name)?.vip)
})

it('a rejected host gets nothing, now and later', async () => {
  const simulation = new Simulation(5)
  const a = simulation.host('a', { policy: 'ask' })
  const b = simulation.host('b')
  const connecting = a.connect(b.name)
  await simulation.run(1000)
  a.trust.answer(b.name, { kind: 'reject', shown: fingerprintOf(b.hostKey.publicKey) })
  expect((await simulation.until(connecting)).value).toEqual({
    kind: 'refused',
    reason: 'rejected',
  })
  await simulation.run(10_000)
  expect((await simulation.until(a.connect(b.name))).value).toEqual({
    kind: 'refused',
    reason: 'rejected',
  })
  // Nor by calling itself.
  const { value } = await simulation.until(b.connect(a.name))
  expect(value.kind).toBe('refused')
  expect([...a.names.active]).toEqual([])
})

it('policy dnssec takes nobody without a validated record', async () => {
  const simulation = new Simulation(6)
  const a = simulation.host('a', { policy: 'dnssec' })
  const b = simulation.host('b')
  const { value } = await simulation.until(a.connect(b.name))
  expect(value).toEqual({ kind: 'refused', reason: 'dnssec-missing' })
  const dnssec = { kind: 'validated', keys: [b.hostKey.publicKey] } as const
  await simulation.run(10_000)
  const proved = await simulation.until(a.connectTo({ ...simulation.dns.record(b.name), dnssec }))
  expect(proved.value.kind).toBe('vip')
})

it('a trusted name that is silent keeps its VIP, and is never answered with the physical address', async () => {
  const simulation = new Simulation(7)
  const a = simulation.host('a')
  const b = simulation.host('b')
  await simulation.until(a.connect(b.name))
  a.restart(false)
  b.goDown()
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[0] })
  expect(elapsedMs).toBeLessThan(4010)
  // However long it takes, it is found when it is there again.
  await simulation.run(400_000)
  b.restart(false)
  await simulation.run(130_000)
  b.tunnel.sendData(a.name)
  a.tunnel.sendData(b.name)
  await simulation.run(100)
  expect([a.received.get(b.name), b.received.get(a.name)]).toEqual([1, 1])
})

it('a stranger that is silent is answered with the physical address after 4 s', async () => {
  const simulation = new Simulation(8)
  const a = simulation.host('a')
  const b = simulation.host('b')
  b.goDown()
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toEqual({ kind: 'physical', reason: 'no-answer' })
  expect(elapsedMs).toBeGreaterThan(3990)
  expect(elapsedMs).toBeLessThan(4010)
  // Who asks again meanwhile is not held up.
  const again = await simulation.until(a.connect(b.name))
  expect(again.elapsedMs).toBeLessThan(10)
  // It is tried on, and found when it is there again.
  b.restart(true)
  await simulation.run(15_000)
  expect(a.names.mappingOf(b.name)?.vip).toBe(b.ownVips.all[0])
})

it('trust is written only when the initiator has proved itself', async () => {
  const simulation = new Simulation(9)
  const a = simulation.host('a')
  const b = simulation.host('b')
  // The RESPONSE does not come through: b never hears on its new SA.
  simulation.network.tap = (_source, destination, datagram) =>
    destination === a.endpoint ? [] : [datagram]
  await simulation.until(a.connect(b.name))
  expect(b.negotiation.counters.of('response-sent')).toBeGreaterThan(0)
  expect(b.knownHosts.text).toBe('')
  expect([...b.names.active]).toEqual([])
})
