import { expect, it } from 'vitest'
import { at, endpointOf, twoHosts } from './simulation/two-hosts.ts'

it('says, asks and waits for nothing after it has stopped, whatever is told', async () => {
  const { world, a, b } = await twoHosts()
  b.stop()
  a.moveTo(at.a[1])
  a.mobility.wrongSource(b.name, endpointOf(at.b[1]))
  await world.run(300)
  a.stop()
  const [sent, asked] = [a.sent.length, world.dns.questions]
  a.mobility.stop()
  const us = 1_000_000
  const place = [{ address: at.a[2], interface: 'lan', preferred: true }]
  a.mobility.networkChanged(place, us)
  a.mobility.networkChanged([], us)
  a.mobility.networkChanged(place, us)
  a.mobility.woke()
  a.mobility.agreed(b.name)
  a.mobility.heard(b.name, us, endpointOf(at.b[0]))
  a.mobility.sent(b.name, us, endpointOf(at.b[0]))
  a.mobility.wrongSource(b.name, endpointOf(at.b[2]))
  const hint = { type: 'hint', id: 1, epoch: 9, endpoints: [endpointOf(at.b[2])] } as const
  a.mobility.handleControl(b.name, hint, endpointOf(at.b[2]))
  await world.run(200_000)
  expect([a.sent.length, world.dns.questions, a.clock.waiting]).toEqual([sent, asked, 0])
})

it('a peer that is forgotten is told nothing more, and its receipt ends', async () => {
  const { world, a, b } = await twoHosts()
  b.stop()
  const waiting = a.clock.waiting
  a.moveTo(at.a[1])
  await world.run(100)
  a.mobility.forget(b.name)
  expect(a.journal.latest?.state).toBe('done')
  expect(a.clock.waiting).toBe(waiting)
})
