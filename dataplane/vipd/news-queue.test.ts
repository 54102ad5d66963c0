import { expect, test } from 'vitest'
import { FakeClock } from '../lib/fake-clock.ts'
import { NewsQueue } from './news-queue.ts'

const ready = { kind: 'helper-ready', version: '1' } as const
const stopping = { kind: 'helper-stopping' } as const

test('events are told a little later, in their order, with the time of their happening', () => {
  const clock = new FakeClock()
  const told: [string, number][] = []
  const queue = new NewsQueue(clock, ({ kind }, atMs) => told.push([kind, atMs]))
  const startMs = clock.wallMs()
  queue.add(ready)
  clock.advance(2)
  queue.add(stopping)
  expect(told).toEqual([])
  clock.advance(3)
  expect(told).toEqual([
    ['helper-ready', startMs],
    ['helper-stopping', startMs + 2],
  ])
})

test('and at once when asked to, each only once', () => {
  const clock = new FakeClock()
  const told: string[] = []
  const queue = new NewsQueue(clock, ({ kind }) => told.push(kind))
  queue.add(ready)
  queue.flush()
  expect(told).toEqual(['helper-ready'])
  clock.advance(1000)
  expect(told).toEqual(['helper-ready'])
  expect(clock.nextAtMs).toBeUndefined()
})
