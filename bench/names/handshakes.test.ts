import { expect, it } from 'vitest'
import { measureHandshakes } from './handshakes.ts'

it('answers every handshake and says how many a second', { timeout: 60_000 }, async () => {
  const { strangersPerSecond, knownPerSecond } = await measureHandshakes(20)
  expect(strangersPerSecond).toBeGreaterThan(0)
  expect(knownPerSecond).toBeGreaterThan(0)
})
