import { beforeEach, expect, it } from 'vitest'
import type { Change } from '../../dataplane/contract/control-protocol.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { ChangeBatch } from './change-batch.ts'
import { batchMs } from './limits.ts'

const gone = (name: string): Change => ({ collection: 'peers', name, value: null })

let clock: FakeClock
let batch: ChangeBatch
let told: DeskChange[][]
beforeEach(() => {
  clock = new FakeClock()
  told = []
  batch = new ChangeBatch(clock, (changes) => told.push(changes))
})

it('tells what came within a short time together, and the last of each entry alone', () => {
  for (let at = 0; at < 1000; at += 1) batch.addFact(gone(`peer-${at % 10}.example.org`))
  batch.add({ part: 'handovers', value: [] })
  clock.advance(batchMs - 1)
  expect(told).toEqual([])
  clock.advance(1)
  expect(told).toHaveLength(1)
  expect(told[0]?.map(({ part }) => part)).toEqual(['facts-changed', 'handovers'])
  expect(told[0]?.[0]?.value).toHaveLength(10)
  clock.advance(10 * batchMs)
  expect(told).toHaveLength(1)
})

it('tells of every VIP of a name', () => {
  for (const vip of ['240.0.0.1', '240.0.0.2', '240.0.0.1']) {
    batch.addFact({ collection: 'mappings', vip, value: null })
  }
  batch.flush()
  expect(told[0]?.[0]?.value).toHaveLength(2)
})

it('forgets single changes when all facts are others', () => {
  batch.addFact(gone('before.example.org'))
  batch.replaceFacts([gone('whole.example.org')])
  batch.addFact(gone('after.example.org'))
  batch.flush()
  expect(told).toEqual([
    [
      { part: 'facts', value: [gone('whole.example.org')] },
      { part: 'facts-changed', value: [gone('after.example.org')] },
    ],
  ])
})

it('tells nothing where nothing waits, or what waited is void', () => {
  batch.flush()
  batch.addFact(gone('peer.example.org'))
  batch.drop()
  clock.advance(batchMs)
  expect(told).toEqual([])
})
