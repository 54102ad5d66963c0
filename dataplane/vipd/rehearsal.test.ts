import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { temporaryHostKey } from '../identity/host-key.ts'
import { systemClock } from '../lib/clock.ts'
import { rehearse } from './rehearsal.ts'

it('agrees in every round, with the real clock and without a network', async () => {
  const agreed = await rehearse({
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    hostKeys: [temporaryHostKey(), temporaryHostKey()],
    rounds: 8,
    signal: new AbortController().signal,
  })
  expect(agreed).toBe(8)
})

it('ends when it is told to', async () => {
  const agreed = await rehearse({
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    hostKeys: [temporaryHostKey(), temporaryHostKey()],
    rounds: 8,
    signal: AbortSignal.abort(),
  })
  expect(agreed).toBe(0)
})
