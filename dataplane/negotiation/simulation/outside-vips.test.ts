// VIPs outside of the range (PROTOCOL section 3): static ones, which DNS confirms, and what nobody gets by DNS alone.
import { expect, it } from 'vitest'
import { Simulation } from './simulation.ts'

it('a static VIP is taken only where its reverse DNS name is the proposer', async () => {
  const simulation = new Simulation(6)
  const a = simulation.host('a')
  const honest = simulation.host('b', { ownVips: ['198.51.100.7'] })
  const thief = simulation.host('c', { ownVips: ['198.51.100.8'] })
  simulation.dns.publishReverse('198.51.100.7', honest.name)
  simulation.dns.publishReverse('198.51.100.8', a.name)
  const { value } = await simulation.until(a.connect(honest.name))
  expect(value).toMatchObject({ kind: 'vip', vip: '198.51.100.7' })
  const other = await simulation.until(a.connect(thief.name))
  expect(other.value).toMatchObject({ kind: 'vip', vip: thief.ownVips.all[1] })
  expect(a.negotiation.counters.of('vip-not-confirmed')).toBe(1)
})

it.each([
  ['192.168.1.1', [], 'reserved'],
  ['198.51.100.53', ['198.51.100.53'], 'reserved'],
  ['198.51.100.54', [], 'not-confirmed'],
])('who answers reverse DNS makes no peer of %s (needed: %j)', async (stolen, needed, reason) => {
  const simulation = new Simulation(8)
  const a = simulation.host('a', { needed })
  const thief = simulation.host('c', { ownVips: [stolen] })
  simulation.dns.publishReverse(stolen, thief.name)
  // Only the network lies: the zone says something else.
  if (reason === 'not-confirmed') simulation.dns.publish(thief.name, thief.endpoint, '240.0.0.7')
  const { value } = await simulation.until(thief.connect(a.name))
  expect(value).toMatchObject({ kind: 'vip' })
  await simulation.run(100)
  expect(a.names.nameOf(stolen)).toBe(undefined)
  expect(a.names.mappingOf(thief.name)).toMatchObject({ vip: thief.ownVips.all[1] })
  expect(a.negotiation.counters.of(`vip-${reason}` as 'vip-reserved')).toBe(1)
})

it('a host that names an address of others in DNS does not get it as its physical one', async () => {
  const simulation = new Simulation(9)
  const a = simulation.host('a')
  const thief = simulation.host('c', { ownVips: ['198.51.100.53'] })
  const record = simulation.dns.record(thief.name)
  const lying = { ...record, addresses: ['198.51.100.53', ...record.addresses] }
  simulation.dns.publishRecord(lying)
  void a.connectTo(lying)
  await simulation.run(20_000)
  expect(a.names.nameOf('198.51.100.53')).toBe(undefined)
})

it('nor does DNS make one a VIP of a trusted host that is silent', async () => {
  const simulation = new Simulation(10)
  const a = simulation.host('a')
  const b = simulation.host('b')
  a.knownHosts = a.knownHosts.withTrusted(b.name, b.hostKey.publicKey, 'verified', 0)
  b.goDown()
  const record = simulation.dns.record(b.name)
  const magic = { kind: 'present', vip: '198.51.100.53' } as const
  const lying = { ...record, addresses: ['198.51.100.53'], magic }
  simulation.dns.publishRecord(lying)
  const { value } = await simulation.until(a.connectTo(lying))
  expect(value).toMatchObject({ kind: 'refused', reason: 'no-answer' })
  expect(a.names.nameOf('198.51.100.53')).toBe(undefined)
})
