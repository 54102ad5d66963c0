// Peers that fill what this host keeps: a bound for each, and room for all others (PROTOCOL
// sections 4, 6 and 10).
import { expect, it } from 'vitest'
import { KnownHosts } from '../../identity/known-hosts.ts'
import { maxUnaskedBytes } from '../../identity/limits.ts'
import { maxInvalidVips } from '../../tables/limits.ts'
import { halfOpenMs } from '../limits.ts'
import { namelessName } from '../nameless.ts'
import { Simulation } from './simulation.ts'

it('a peer with ever other VIPs leaves a few invalid ones', async () => {
  const simulation = new Simulation(1)
  const a = simulation.host('a')
  const b = simulation.host('b')
  for (let at = 0; at < maxInvalidVips + 5; at += 1) {
    await simulation.until(b.connect(a.name))
    await simulation.run(300)
    // Without its tables, so that it draws other VIPs.
    b.restart(false)
  }
  const states = a.names.snapshot().map(({ state }) => state)
  expect(states.filter((state) => state === 'invalid').length).toBe(maxInvalidVips)
  expect(states.length).toBe(maxInvalidVips + 1)
})

it('a host without a name leaves no line in known_hosts, and is taken each time', async () => {
  const simulation = new Simulation(2)
  const a = simulation.host('a')
  const nobody = simulation.host('nobody', { name: undefined })
  const name = namelessName(nobody.hostKey.publicKey)
  for (const keepsTables of [true, false]) {
    expect((await simulation.until(nobody.connect(a.name))).value.kind).toBe('vip')
    await simulation.run(300)
    // New keys, made by the side that knows the other by its name alone.
    a.negotiation.rekeyDue(name)
    await simulation.run(1000)
    const rekeyed = { kind: 'rekeyed', name, role: 'initiator' }
    expect(a.events.splice(0)).toContainEqual(rekeyed)
    a.tunnel.sendData(name)
    await simulation.run(100)
    expect(nobody.received.get(a.name)).toBe(keepsTables ? 1 : 2)
    a.restart(keepsTables)
    nobody.restart(false)
    await simulation.run(1000)
  }
  expect(a.knownHosts.text).toBe('')
})

it('who proves a key and agrees on no VIP keeps nothing', async () => {
  const simulation = new Simulation(3)
  const a = simulation.host('a')
  const first = simulation.host('first', { name: undefined })
  await simulation.until(first.connect(a.name))
  await simulation.run(500)
  first.goDown()
  // Its only VIP would be its address, which is the other one's.
  const second = simulation.host('second', { name: undefined, endpoint: first.endpoint })
  const name = namelessName(second.hostKey.publicKey)
  await simulation.until(second.connect(a.name))
  await simulation.run(500)
  expect(a.tunnel.endpointsOf(name)).toEqual([second.endpoint])
  second.goDown()
  await simulation.run(halfOpenMs)
  expect(a.names.mappingOf(name)).toBeUndefined()
  expect(a.tunnel.endpointsOf(name)).toEqual([])
  expect(a.names.mappingOf(namelessName(first.hostKey.publicKey))).toBeDefined()
})

it('where known_hosts has no room for strangers they stay such, and known hosts come as before', async () => {
  const simulation = new Simulation(4)
  const a = simulation.host('a')
  const friend = simulation.host('friend')
  await simulation.until(friend.connect(a.name))
  await simulation.run(300)
  const lines = `${a.knownHosts.text}${'#'.repeat(maxUnaskedBytes)}\n`
  a.knownHosts = KnownHosts.parse(lines)
  a.restart(false)
  friend.restart(false)
  const stranger = simulation.host('stranger')
  const { value } = await simulation.until(stranger.connect(a.name))
  expect(value.kind).toBe('refused')
  expect(a.negotiation.counters.of('trust-trust-store-full')).toBeGreaterThan(0)
  const called = await simulation.until(a.connect(stranger.name))
  expect(called.value).toEqual({ kind: 'physical', reason: 'trust-store-full' })
  expect((await simulation.until(friend.connect(a.name))).value.kind).toBe('vip')
  await simulation.run(300)
  expect((await simulation.until(a.connect(friend.name))).value.kind).toBe('vip')
  expect(a.knownHosts.text === lines).toBe(true)
  expect([...a.names.active].map(({ name }) => name)).toEqual([friend.name])
})
