import { beforeEach, expect, it } from 'vitest'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { FakeClock } from '../../dataplane/lib/fake-clock.ts'
import { maxReceipts } from '../bridge/desk-state.ts'
import type { DeskChange } from '../bridge/desk-state.ts'
import { receiptsEveryMs } from './limits.ts'
import { ReceiptCopy } from './receipt-copy.ts'

const receipt = (id: number, state: Handover['state'] = 'done'): Handover => ({
  ...{ id, state, startedAt: id, cause: 'address-changed', from: null, to: null },
  ...{ events: [], omitted: 0, partners: [], omittedPartners: 0 },
})

let clock: FakeClock
/** What the helper has. */
let kept: Handover[]
let asked: number[]
let told: DeskChange[]
let copy: ReceiptCopy
/** Replaced to hold an answer back. */
let before: () => Promise<void>
let pageSize: number
beforeEach(() => {
  clock = new FakeClock()
  kept = [receipt(1), receipt(2)]
  asked = []
  told = []
  before = () => Promise.resolve()
  pageSize = Infinity
  copy = new ReceiptCopy({
    clock,
    ask: async (since) => {
      asked.push(since)
      const later = kept.filter(({ id }) => id > since)
      await before()
      return { handovers: later.slice(0, pageSize), more: later.length > pageSize }
    },
    onChange: (change) => told.push(change),
  })
})

const settle = () => clock.advanceAsync(receiptsEveryMs)

it('asks for all at first, and then for what has changed', async () => {
  copy.changed(1)
  await settle()
  expect(asked).toEqual([0])
  expect(told).toEqual([{ part: 'handovers', value: kept }])
  kept = [receipt(1), receipt(2), receipt(3, 'running')]
  copy.changed(3)
  await settle()
  kept = [receipt(1), receipt(2), receipt(3)]
  copy.changed(3)
  await settle()
  expect(asked).toEqual([0, 2, 2])
  expect(told.slice(1)).toEqual([
    { part: 'handover', value: receipt(3, 'running') },
    { part: 'handover', value: receipt(3) },
  ])
  expect(copy.all).toEqual(kept)
})

it('asks one question at a time, and one more for all that came meanwhile', async () => {
  const answer = Promise.withResolvers<void>()
  before = () => answer.promise
  for (const id of [2, 1, 2, 3, 3]) copy.changed(id)
  await settle()
  expect(asked).toEqual([1])
  answer.resolve()
  await settle()
  await settle()
  expect(asked).toEqual([1, 0])
})

it('does not ask more often than windows draw', async () => {
  copy.changed(1)
  copy.changed(1)
  await clock.advanceAsync(receiptsEveryMs - 1)
  expect(asked).toEqual([0])
  await clock.advanceAsync(1)
  expect(asked).toEqual([0, 0])
})

it('reads all pages, and tells nothing that is known', async () => {
  kept = Array.from({ length: 25 }, (_, at) => receipt(at + 1))
  pageSize = 10
  copy.changed(1)
  await clock.advanceAsync(10 * receiptsEveryMs)
  expect(asked).toEqual([0, 10, 20])
  expect(copy.all.map(({ id }) => id)).toEqual(kept.map(({ id }) => id))
  const count = told.length
  copy.changed(1)
  await clock.advanceAsync(10 * receiptsEveryMs)
  expect(told).toHaveLength(count)
})

it('keeps the newest', async () => {
  kept = Array.from({ length: maxReceipts + 5 }, (_, at) => receipt(at + 1))
  copy.changed(1)
  await settle()
  expect(copy.all).toHaveLength(maxReceipts)
  expect(copy.all[0]?.id).toBe(6)
  // Another state of one that is not kept is no news.
  kept = [receipt(5, 'running'), ...kept.slice(5)]
  told.length = 0
  copy.changed(1)
  await settle()
  expect(told).toEqual([])
})

it('keeps what it was told until another connection answers, and then that alone', async () => {
  copy.changed(1)
  await settle()
  copy.disconnected()
  expect(copy.all).toEqual([receipt(1), receipt(2)])
  // Another life of the helper, of which nothing is known yet.
  kept = []
  told.length = 0
  copy.changed(1)
  await settle()
  expect(copy.all).toEqual([])
  expect(told).toEqual([{ part: 'handovers', value: [] }])
})

it('takes no answer of a connection that has ended', async () => {
  const answer = Promise.withResolvers<void>()
  before = () => answer.promise
  copy.changed(1)
  await settle()
  copy.disconnected()
  before = () => Promise.resolve()
  kept = [receipt(7)]
  copy.changed(7)
  answer.resolve()
  await settle()
  expect(copy.all).toEqual([receipt(7)])
  expect(told).toEqual([{ part: 'handovers', value: [receipt(7)] }])
  expect([copy.clear(), copy.clear()]).toEqual([true, false])
  expect(copy.all).toEqual([])
})

it('asks again at the next news after a question that failed', async () => {
  before = () => Promise.reject(new Error('ended'))
  copy.changed(1)
  await settle()
  expect(told).toEqual([])
  before = () => Promise.resolve()
  copy.changed(2)
  await settle()
  expect(asked).toEqual([0, 0])
  expect(copy.all).toEqual(kept)
})
