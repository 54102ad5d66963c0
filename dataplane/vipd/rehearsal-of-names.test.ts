import { expect, it } from 'vitest'
import { systemClock } from '../lib/clock.ts'
import { rehearseNames } from './rehearsal-of-names.ts'

it('answers every question, over real sockets', async () => {
  const { signal } = new AbortController()
  await expect(rehearseNames({ clock: systemClock, rounds: 3, signal })).resolves.toBe(6)
})

it('ends when it is told to', async () => {
  const signal = AbortSignal.abort()
  await expect(rehearseNames({ clock: systemClock, signal })).resolves.toBe(0)
})
