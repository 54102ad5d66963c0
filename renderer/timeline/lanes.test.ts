import { describe, expect, it } from 'vitest'
import {
  easyMove,
  hugeMove,
  moveOfBoth,
  runningMove,
  sampleReceipts,
} from '../test/sample-receipts.ts'
import { hostLaneKey, keepUnchanged, lanesOf } from './lanes.ts'

describe('the lanes of a receipt', () => {
  it('are this host’s and one for each partner, and each event stands in one of them', () => {
    for (const receipt of [...sampleReceipts(), runningMove(), hugeMove()]) {
      const lanes = lanesOf(receipt)
      const host = lanes.filter(({ key }) => key === hostLaneKey)
      const partners = lanes.slice(host.length)
      expect(host.map(({ events }) => events)).toEqual(
        receipt.events.length === 0 ? [] : [receipt.events],
      )
      expect(partners.map(({ owner }) => owner)).toEqual(
        receipt.partners.map(({ name }) => ({ kind: 'partner', name })),
      )
      for (const [at, { events }] of partners.entries()) {
        const all = receipt.partners[at]?.events ?? []
        expect(events).toHaveLength(all.length - receipt.events.length)
        expect(events.filter(({ what }) => what.startsWith('dns-sent'))).toEqual([])
      }
    }
  })

  it('keep what a partner did in the same microsecond as this host', () => {
    const event = { at: 5, what: 'address-up' as const, detail: 'x' }
    const own = { at: 5, what: 'hint-sent' as const, detail: 'x' }
    const partner = { ...easyMove().partners[0]!, events: [own, event, own] }
    const [, lane] = lanesOf(easyMove({ events: [event], partners: [partner] }))
    expect(lane?.events).toEqual([own, own])
  })

  it('have the rows that their events need, from the link down to packets', () => {
    const [host, partner] = lanesOf(moveOfBoth())
    expect(host?.tracks).toEqual(['link', 'records'])
    expect(partner?.tracks).toEqual(['hints', 'search', 'packets'])
    expect(lanesOf(easyMove({ events: [], partners: [] }))[0]?.tracks).toEqual(['link'])
  })
})

describe('a receipt that comes again', () => {
  it('leaves lanes that say the same as they were', () => {
    const before = lanesOf(runningMove())
    const same = keepUnchanged(before, lanesOf(structuredClone(runningMove())))
    expect(same.every((lane, at) => lane === before[at])).toBe(true)
  })

  it('makes a new lane of each that says something else', () => {
    const before = lanesOf(runningMove())
    const more = runningMove()
    const changed = more.partners[1]!
    changed.events.push({ at: 600, what: 'dns-asked', detail: null })
    const now = keepUnchanged(before, lanesOf(more))
    expect(now.map((lane, at) => lane === before[at])).toEqual([true, true, false])
    const heard = runningMove()
    heard.partners[1]!.outageMs = 640
    const closed = keepUnchanged(before, lanesOf(heard))
    expect(closed.map((lane, at) => lane === before[at])).toEqual([true, true, false])
  })
})
