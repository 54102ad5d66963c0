import { beforeEach, expect, it } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import type { Log } from '../lib/log.ts'
import { withoutFaults } from './without-faults.ts'

let clock: FakeClock
let lines: unknown[]
let handled: string[]
let take: (event: { kind: string }) => void

beforeEach(() => {
  clock = new FakeClock()
  lines = []
  handled = []
  const log = { error: (message: string, fields: object) => lines.push({ message, ...fields }) }
  take = withoutFaults<{ kind: string }>(
    ({ kind }) => {
      if (kind === 'bad') throw new Error('no endpoint')
      handled.push(kind)
    },
    log as unknown as Log,
    clock,
  )
})

it('an event that cannot be handled is logged, and the next one is handled', () => {
  for (const kind of ['one', 'bad', 'two']) take({ kind })
  expect(handled).toEqual(['one', 'two'])
  const error = new Error('no endpoint')
  expect(lines).toEqual([{ message: 'a fault of the helper', error, event: 'bad', untold: 0 }])
})

it('many of them are one line a second, with their number', () => {
  for (let i = 0; i < 1000; i += 1) take({ kind: 'bad' })
  clock.advance(1000)
  take({ kind: 'bad' })
  clock.advance(1000)
  take({ kind: 'bad' })
  expect(lines).toMatchObject([{ untold: 0 }, { untold: 999 }, { untold: 0 }])
})
