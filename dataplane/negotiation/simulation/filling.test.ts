// Peers that fill what this host keeps: a bound for each, and room for all others (PROTOCOL
// sections 4, 6 and 10).
import { expect, it } from 'vitest'
import { maxInvalidVips } from '../../tables/limits.ts'
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
