// A name that has a mapping is tried again after each failure, until there are keys or the mapping goes; only rounds
// about VIPs end it (PROTOCOL sections 3, 4 and 6).
import { expect, it } from 'vitest'
import { fingerprintOf } from '../../identity/fingerprint.ts'
import { maxTryAgainMs, tryAgainMs } from '../limits.ts'
import type { TrustVerdict } from '../ports.ts'
import type { SimulatedHost } from './simulated-host.ts'
import { Simulation } from './simulation.ts'

/** x trusts y, whose person has not decided about x: x's programs get a VIP without keys. */
async function undecided(seed: number) {
  const simulation = new Simulation(seed)
  const x = simulation.host('x')
  const y = simulation.host('y', { policy: 'ask' })
  x.knownHosts = x.knownHosts.withTrusted(y.name, y.hostKey.publicKey, 'verified', 0)
  const { value } = await simulation.until(x.connect(y.name))
  expect(value).toMatchObject({ kind: 'vip', vip: y.ownVips.all[0] })
  return { simulation, x, y }
}

function decide(host: SimulatedHost, peer: SimulatedHost, kind: 'trust' | 'reject') {
  const shown = fingerprintOf(peer.hostKey.publicKey)
  return host.trust.answer(peer.name, { kind, shown })
}

function initsOf({ negotiation }: SimulatedHost): number {
  return negotiation.counters.of('init-sent')
}

async function connected(seed: number) {
  const simulation = new Simulation(seed)
  const x = simulation.host('x')
  const y = simulation.host('y')
  await simulation.until(x.connect(y.name))
  await simulation.run(300)
  return { simulation, x, y }
}

/** y's known_hosts cannot be read: it proposes 0.0.0.0 to everybody. */
function faultyTrust(y: SimulatedHost): () => void {
  const { trust } = y
  const decideAsBefore = trust.decide.bind(trust)
  trust.decide = (): TrustVerdict => ({ kind: 'refused', reason: 'trust-store-fault' })
  return () => {
    trust.decide = decideAsBefore
  }
}

async function arrives(simulation: Simulation, from: SimulatedHost, to: SimulatedHost) {
  to.received.clear()
  from.tunnel.sendData(to.name)
  await simulation.run(200)
  return to.received.get(from.name) === 1
}

it('a peer whose person decides while we are away is found when we are back', async () => {
  const { simulation, x, y } = await undecided(1)
  await simulation.run(70_000)
  simulation.network.detach(x.endpoint)
  expect(decide(y, x, 'trust').kind).toBe('trusted')
  // y calls for its minute, in vain.
  await simulation.run(120_000)
  x.move(x.endpoint)
  await simulation.run(maxTryAgainMs + tryAgainMs)
  expect(await arrives(simulation, x, y)).toBe(true)
  expect(await arrives(simulation, y, x)).toBe(true)
})

it('a peer that has rejected us is asked ever less often, and not at all without a mapping', async () => {
  const { simulation, x, y } = await undecided(2)
  decide(y, x, 'reject')
  const day = 24 * 3_600_000
  const before = initsOf(x)
  await simulation.run(day)
  const inADay = initsOf(x) - before
  expect(inADay).toBeGreaterThan(day / maxTryAgainMs / 2)
  expect(inADay).toBeLessThan(day / maxTryAgainMs + 20)
  // What programs send is refused at once.
  expect(x.tunnel.isUnreachable(y.name)).toBe(true)
  x.negotiation.forget(y.name, 'mapping-discarded')
  const atTheEnd = initsOf(x)
  await simulation.run(day)
  expect(initsOf(x)).toBe(atTheEnd)
})

it('a silent peer is asked again for as long as it takes', async () => {
  const { simulation, x, y } = await connected(3)
  y.goDown()
  x.restart(true)
  await simulation.run(24 * 3_600_000)
  y.restart(true)
  await simulation.run(10_000)
  expect(await arrives(simulation, x, y)).toBe(true)
})

it('where a faulty known_hosts refuses us for a moment the mapping stays', async () => {
  const { simulation, x, y } = await connected(4)
  const mapping = x.names.mappingOf(y.name)
  const mend = faultyTrust(y)
  y.restart(true)
  // y does not know the SA: by its NACK x asks again, and is refused.
  x.tunnel.sendData(y.name)
  await simulation.run(3000)
  expect(x.tunnel.isUnreachable(y.name)).toBe(true)
  mend()
  await simulation.run(tryAgainMs + 1000)
  expect(x.names.mappingOf(y.name)).toMatchObject({ vip: mapping?.vip, state: 'active' })
  expect(x.events.filter(({ kind }) => kind === 'mapping-invalid')).toEqual([])
  expect(await arrives(simulation, x, y)).toBe(true)
  expect(await arrives(simulation, y, x)).toBe(true)
})

it('the same where we were the ones to restart', async () => {
  const { simulation, x, y } = await connected(5)
  const mapping = x.names.mappingOf(y.name)
  const mend = faultyTrust(y)
  x.restart(true)
  await simulation.run(3000)
  expect(x.tunnel.isUnreachable(y.name)).toBe(true)
  mend()
  await simulation.run(tryAgainMs + 1000)
  expect(x.names.mappingOf(y.name)).toMatchObject({ vip: mapping?.vip, state: 'active' })
  expect(await arrives(simulation, x, y)).toBe(true)
})

it('old keys go on where only new ones are refused', async () => {
  const { simulation, x, y } = await connected(6)
  const mend = faultyTrust(y)
  x.negotiation.rekeyDue(y.name)
  await simulation.run(tryAgainMs * 2)
  expect(await arrives(simulation, x, y)).toBe(true)
  mend()
  await simulation.run(tryAgainMs * 4)
  expect(x.events.filter(({ kind }) => kind === 'rekeyed').length).toBe(1)
})

it('where the rounds show that the VIPs cannot be had again, the old one is invalid', async () => {
  const simulation = new Simulation(7)
  const x = simulation.host('x', { ownVips: ['241.0.0.1'] })
  const y = simulation.host('y', { ownVips: ['241.0.0.2'] })
  await simulation.until(x.connect(y.name))
  await simulation.run(300)
  const vip = x.names.mappingOf(y.name)?.vip ?? ''
  // Another y, with the same key: it takes no VIP that x can have, and has none that x takes.
  y.restart(false)
  y.names.isFreeFor = () => false
  x.tunnel.sendData(y.name)
  await simulation.run(3000)
  expect(x.names.mappingOf(y.name)).toBeUndefined()
  expect(x.events).toContainEqual({ kind: 'mapping-invalid', name: y.name, vip })
  const inits = initsOf(x)
  await simulation.run(maxTryAgainMs * 2)
  expect(initsOf(x)).toBe(inits)
})
