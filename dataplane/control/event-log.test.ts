import { expect, it } from 'vitest'
import type { EventNews } from '../contract/events.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { EventLog } from './event-log.ts'
import type { LineSource } from './line-source.ts'

const rekeyed = (name: string): EventNews => ({ kind: 'peer-rekeyed', name })

function allOf(source: LineSource): unknown[] {
  const frames: unknown[] = []
  for (let line = source.nextLine(); line !== undefined; line = source.nextLine()) {
    frames.push(JSON.parse(line))
  }
  return frames
}

const event = (sequence: number, name: string) => ({
  kind: 'event',
  event: { kind: 'peer-rekeyed', name, sequence, at: Date.UTC(2026, 0, 1) },
})
const current = { kind: 'events-current' }

it('gives what is remembered, then what is new, and calls for it', () => {
  const log = new EventLog(new FakeClock())
  log.publish(rekeyed('a'))
  let calls = 0
  const source = log.watch(0, () => (calls += 1))
  expect(allOf(source)).toEqual([event(1, 'a'), current])
  log.publish(rekeyed('b'))
  expect(calls).toBe(1)
  expect(allOf(source)).toEqual([event(2, 'b')])
  source.close()
  log.publish(rekeyed('c'))
  expect(calls).toBe(1)
})

it('begins where the watcher says, and counts what is forgotten', () => {
  const log = new EventLog(new FakeClock(), 2)
  for (const name of ['a', 'b', 'c', 'd']) log.publish(rekeyed(name))
  const missed = { kind: 'events-missed', count: 2 }
  expect(allOf(log.watch(1, () => {}))).toEqual([missed, event(3, 'c'), event(4, 'd'), current])
  expect(allOf(log.watch(4, () => {}))).toEqual([event(4, 'd'), current])
  // A number of a helper that has been started anew since.
  expect(allOf(log.watch(900, () => {}))).toEqual([current])
})

it('tells a slow watcher how many it has missed', () => {
  const log = new EventLog(new FakeClock(), 2)
  const source = log.watch(0, () => {})
  expect(allOf(source)).toEqual([current])
  for (const name of ['a', 'b', 'c', 'd', 'e']) log.publish(rekeyed(name))
  expect(allOf(source)).toEqual([{ kind: 'events-missed', count: 3 }, event(4, 'd'), event(5, 'e')])
})

it('leaves out what the contract does not have', () => {
  const log = new EventLog(new FakeClock())
  const news = { ...rekeyed('a'), key: 'secret' }
  log.publish(news)
  expect(allOf(log.watch(0, () => {}))).toEqual([event(1, 'a'), current])
  expect(() => log.publish({ kind: 'no-such' } as unknown as EventNews)).toThrow(/Invalid type/)
})
