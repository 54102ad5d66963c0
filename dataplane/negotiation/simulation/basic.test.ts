import { expect, it } from 'vitest'
import { Simulation } from './simulation.ts'

it('two strangers agree on VIPs and keys in one round trip', async () => {
  const simulation = new Simulation(1)
  const a = simulation.host('a')
  const b = simulation.host('b')
  const { value, elapsedMs } = await simulation.until(a.connect(b.name))
  expect(value).toMatchObject({ kind: 'vip', vip: b.ownVips.all[0] })
  // DNS here (1 ms) and there (1 ms), and the round trip.
  expect(elapsedMs).toBe(22)
  await simulation.run(20)
  expect(b.names.mappingOf(a.name)).toMatchObject({
    vip: a.ownVips.all[0],
    localVip: b.ownVips.all[0],
  })
  a.tunnel.sendData(b.name)
  b.tunnel.sendData(a.name)
  await simulation.run(20)
  expect([a.received.get(b.name), b.received.get(a.name)]).toEqual([1, 1])
})
