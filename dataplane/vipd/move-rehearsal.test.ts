import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { rehearseMoves } from './move-rehearsal.ts'

test('each rehearsed move is acknowledged, which runs all that a real one does', async () => {
  const { signal } = new AbortController()
  expect(await rehearseMoves({ clock: systemClock, randomBytes, rounds: 20, signal })).toBe(20)
})

test('ends when the helper does', async () => {
  const signal = AbortSignal.abort()
  expect(await rehearseMoves({ clock: systemClock, randomBytes, rounds: 20, signal })).toBe(0)
})
