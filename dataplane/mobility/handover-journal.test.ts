import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { eventSchema } from '../contract/events.ts'
import type { EventNews } from '../contract/events.ts'
import { handoverSchema, lastMoveSchema } from '../contract/handovers.ts'
import { FakeClock } from '../lib/fake-clock.ts'
import { parseDnsName } from '../wire/dns-name.ts'
import { HandoverJournal } from './handover-journal.ts'
import {
  keptReceiptSizes,
  keptReceipts,
  maxLaneLines,
  maxReceiptPartners,
  maxRepeatedLines,
  maxToldLines,
} from './limits.ts'

const name = (text: string) => {
  const parsed = parseDnsName(text)
  if (parsed === undefined) throw new Error(`${text} is no name`)
  return parsed
}
const [b, c] = [name('b.vipip.net.'), name('c.vipip.net.')]
const move = {
  cause: 'address-changed',
  from: '192.0.2.7 (lan1)',
  to: '198.51.100.7 (lan2)',
} as const

function scene() {
  const clock = new FakeClock()
  const news: EventNews[] = []
  const nowUs = () => Math.round(clock.nowMs() * 1000)
  const journal = new HandoverJournal({
    nowUs,
    wallMs: () => clock.wallMs(),
    onNews: (each) => news.push(each),
  })
  const kinds = () => news.map(({ kind }) => kind)
  return { clock, journal, news, nowUs, kinds }
}

const lines = (events: readonly { at: number; what: string; detail: string | null }[]) =>
  events.map(({ at, what, detail }) => `${at} ${what}${detail === null ? '' : ` ${detail}`}`)

describe('the journal of moves', () => {
  it("shows host events in each partner's lane, in order of time, in steps of a microsecond", () => {
    const { clock, journal, nowUs } = scene()
    clock.advance(1000)
    const record = journal.begin({ ...move, partners: [b, c] })
    clock.advance(0.25)
    record.note('hint-sent', '198.51.100.8:10567', { name: b })
    clock.advance(1.5)
    record.note('first-packet-in', null, { name: b, atUs: nowUs() - 1 })
    record.note('hint-acknowledged', null, { name: b, atUs: nowUs() - 3 })
    // Heard of last, happened first.
    record.note('address-up', '198.51.100.7 (lan2)', { atUs: record.beganAtUs })
    record.counts(b, { held: 2 })
    record.counts(b, { held: 1, resent: 2, lost: 4 })
    record.outage(b, 1.74951)

    const [receipt] = journal.receipts()
    expect(receipt).toMatchObject({ ...move, id: 1, state: 'running', omitted: 0 })
    expect(receipt?.startedAt).toBe(Date.UTC(2026, 0, 1) + 1000)
    expect(lines(receipt?.events ?? [])).toEqual(['0 address-up 198.51.100.7 (lan2)'])
    const [ofB, ofC] = receipt?.partners ?? []
    expect(ofB).toMatchObject({ name: 'b.vipip.net', outageMs: 1.75, held: 3, resent: 2, lost: 4 })
    expect(lines(ofB?.events ?? [])).toEqual([
      '0 address-up 198.51.100.7 (lan2)',
      '0.25 hint-sent 198.51.100.8:10567',
      '1.747 hint-acknowledged',
      '1.749 first-packet-in',
    ])
    expect(ofC).toMatchObject({ name: 'c.vipip.net', outageMs: null, held: 0 })
    expect(lines(ofC?.events ?? [])).toEqual(['0 address-up 198.51.100.7 (lan2)'])
    v.parse(handoverSchema, receipt)
  })

  it('keeps the order of noting for lines of the same microsecond', () => {
    const { journal } = scene()
    const record = journal.begin({ ...move, partners: [b] })
    record.note('hint-sent', null, { name: b })
    record.note('dns-sent', 'rfc2136')
    record.note('dns-asked', null, { name: b })
    expect(journal.latest?.partners[0]?.events.map(({ what }) => what)).toEqual([
      ...['hint-sent', 'dns-sent', 'dns-asked'],
    ])
  })

  it('dates the beginning back to when the kernel told of it', () => {
    const { clock, journal, nowUs } = scene()
    clock.advance(50)
    const record = journal.begin({ ...move, partners: [b], atUs: nowUs() - 1250 })
    record.note('hint-sent', null, { name: b })
    expect(journal.latest?.startedAt).toBe(clock.wallMs() - 1.25)
    expect(journal.latest?.partners[0]?.events[0]?.at).toBe(1.25)
  })

  it('is done when each partner is finished, tells so once, and takes what comes later', () => {
    const { journal, kinds } = scene()
    const record = journal.begin({ ...move, partners: [b] })
    record.addPartner(c)
    record.addPartner(b)
    record.finish(b)
    record.finish(b)
    expect(journal.latest?.state).toBe('running')
    record.finish(c)
    record.finish(c)
    expect(journal.latest?.state).toBe('done')
    expect(kinds()).toEqual(['handover-began', 'handover-ended'])
    record.note('dns-visible', '203.0.113.53')
    expect(lines(journal.latest?.partners[1]?.events ?? [])).toEqual(['0 dns-visible 203.0.113.53'])
    expect(journal.latest?.state).toBe('done')
    expect(kinds()).toEqual(['handover-began', 'handover-ended', 'handover-phase'])
  })

  it('waits for nobody where there is no partner, and for one that turns up later', () => {
    const { journal, kinds } = scene()
    const record = journal.begin({ ...move, partners: [] })
    expect(record.isDone).toBe(true)
    record.note('hint-received', '203.0.113.9:10567', { name: b })
    expect(journal.latest?.state).toBe('running')
    record.finish(b)
    expect(kinds()).toEqual([
      ...['handover-began', 'handover-ended', 'handover-phase', 'handover-ended'],
    ])
  })

  it('learns later where a move has led to', () => {
    const { journal } = scene()
    const record = journal.begin({ cause: 'link-lost', from: move.from, to: null, partners: [b] })
    record.arrivedAt(move.to)
    expect(journal.latest).toMatchObject({ from: move.from, to: move.to })
  })

  it('lets several run, and gives those after a number', () => {
    const { journal } = scene()
    const first = journal.begin({ ...move, partners: [b] })
    journal.begin({ ...move, cause: 'wake', partners: [b] })
    first.finish(b)
    const states = journal.receipts().map(({ id, state }) => `${id} ${state}`)
    expect(states).toEqual(['1 done', '2 running'])
    expect(journal.receipts(1).map(({ id }) => id)).toEqual([2])
    expect(journal.receipts(2)).toEqual([])
    expect(journal.latest?.id).toBe(2)
  })

  it("sums up this host's last move, by its slowest partner", () => {
    const { journal } = scene()
    expect(journal.lastMove).toBeUndefined()
    const own = journal.begin({ ...move, partners: [b, c] })
    expect(journal.lastMove).toMatchObject({ id: 1, state: 'running', outageMs: null })
    own.outage(b, 7)
    own.outage(c, 3)
    journal.begin({ ...move, cause: 'peer-moved', partners: [b] })
    expect(v.parse(lastMoveSchema, journal.lastMove)).toMatchObject({ id: 1, ...move, outageMs: 7 })
  })

  it('tells news that the event log takes, names without their final dot', () => {
    const { journal, news, clock } = scene()
    const record = journal.begin({ ...move, partners: [b] })
    clock.advance(2)
    record.note('address-up', move.to)
    record.note('hint-sent', '203.0.113.9:10567', { name: b })
    record.finish(b)
    expect(news).toEqual([
      { kind: 'handover-began', handover: 1, ...move },
      {
        ...{ kind: 'handover-phase', handover: 1, name: null, after: 2 },
        ...{ what: 'address-up', detail: move.to },
      },
      {
        ...{ kind: 'handover-phase', handover: 1, name: 'b.vipip.net', after: 2 },
        ...{ what: 'hint-sent', detail: '203.0.113.9:10567' },
      },
      { kind: 'handover-ended', handover: 1 },
    ])
    for (const each of news) v.parse(eventSchema, { ...each, sequence: 1, at: 1 })
  })
})

describe('the bounds of the journal', () => {
  it('keeps the newest receipts', () => {
    const { journal } = scene()
    for (let i = 0; i < keptReceipts + 5; i += 1) journal.begin({ ...move, partners: [] })
    const ids = journal.receipts().map(({ id }) => id)
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([keptReceipts, 6, keptReceipts + 5])
  })

  it('keeps room in a lane for how it ended, and counts what does not fit', () => {
    const { journal, news } = scene()
    const record = journal.begin({ ...move, partners: [b] })
    for (let i = 0; i < 1000; i += 1) record.note('hint-sent', `${i}`, { name: b })
    record.note('gave-up', null, { name: b })
    const lane = journal.latest?.partners[0]
    expect(lane?.events.length).toBe(maxRepeatedLines + 1)
    expect(lane?.events.at(-1)?.what).toBe('gave-up')
    expect(lane?.omitted).toBe(1000 - maxRepeatedLines)
    for (let i = 0; i < 1000; i += 1) record.note('resent', '1', { name: b })
    expect(journal.latest?.partners[0]?.events.length).toBe(maxLaneLines)
    expect(news.length).toBe(1 + maxLaneLines)
  })

  it('keeps so many partners, counts the others, and tells of so many lines', () => {
    const { journal, kinds, news } = scene()
    const many = Array.from({ length: maxReceiptPartners + 7 }, (_, i) => name(`h${i}.vipip.net.`))
    const record = journal.begin({ ...move, partners: many })
    for (const each of many) {
      record.note('hint-sent', 'x'.repeat(10_000), { name: each })
      record.note('hint-acknowledged', null, { name: each })
      record.outage(each, 1)
      record.counts(each, { held: 1 })
      record.finish(each)
    }
    const receipt = journal.latest
    expect(receipt).toMatchObject({ state: 'done', omittedPartners: 7 })
    expect(receipt?.partners.length).toBe(maxReceiptPartners)
    expect(kinds().filter((kind) => kind === 'handover-phase').length).toBe(maxToldLines)
    expect(Math.max(...news.map((each) => JSON.stringify(each).length))).toBeLessThan(500)
  })

  it('forgets old receipts earlier where moves have many partners', () => {
    const { journal } = scene()
    const many = Array.from({ length: maxReceiptPartners }, (_, i) => name(`h${i}.vipip.net.`))
    for (let i = 0; i < 300; i += 1) {
      const record = journal.begin({ ...move, partners: many })
      for (const each of many) record.note('first-packet-in', null, { name: each })
    }
    const kept = journal.receipts()
    const size = kept.reduce(
      (sum, { partners }) => sum + partners.reduce((all, { events }) => all + 1 + events.length, 0),
      0,
    )
    expect(kept.at(-1)?.id).toBe(300)
    expect(size).toBeLessThanOrEqual(keptReceiptSizes + 2 * maxReceiptPartners)
    expect(size).toBeGreaterThan(keptReceiptSizes / 2)
  })
})
