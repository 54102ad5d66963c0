import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { temporaryHostKey } from '../identity/host-key.ts'
import { systemClock } from '../lib/clock.ts'
import { Rehearsal } from './rehearsal.ts'

const rehearsal = (signal: AbortSignal) =>
  new Rehearsal({
    clock: systemClock,
    randomBytes: (count) => new Uint8Array(randomBytes(count)),
    hostKeys: [temporaryHostKey(), temporaryHostKey()],
    signal,
  })

it('agrees in every round, with the real clock and without a network', async () => {
  expect(await rehearsal(new AbortController().signal).run(8)).toBe(8)
})

it('shares a round that goes on, and agrees again afterwards', async () => {
  const shared = rehearsal(new AbortController().signal)
  const running = shared.round()
  expect(shared.round()).toBe(running)
  expect(await running).toBe(true)
  expect(await shared.round()).toBe(true)
})

it('ends when it is told to', async () => {
  expect(await rehearsal(AbortSignal.abort()).run(8)).toBe(0)
})
