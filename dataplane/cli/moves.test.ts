import { describe, expect, it } from 'vitest'
import type { EventEntry, EventNews } from '../contract/events.ts'
import { Moves } from './moves.ts'

const [from, to] = ['192.0.2.7 (lan1)', '198.51.100.7 (lan2)']
const cause = 'address-changed'
const began = { kind: 'handover-began', handover: 3, cause, from, to } as const
const own = { name: 'a.vipip.net', endpoint: '198.51.100.7', previous: '192.0.2.7', handover: 3 }

function movesOf(...news: EventNews[]) {
  const moves = new Moves('a.vipip.net')
  return news.flatMap((each, at) => {
    const event = { ...each, sequence: at + 1, at: 0 } as EventEntry
    return moves.take(event) ?? []
  })
}

describe('moves', () => {
  it('of this host are told when they begin, once', () => {
    const up = { kind: 'handover-phase', handover: 3, name: null, after: 1 } as const
    expect(
      movesOf(
        began,
        { ...up, what: 'address-up', detail: to },
        { kind: 'handover-ended', handover: 3 },
      ),
    ).toEqual([{ ...own, cause }])
  })

  it('of this host from everywhere to nowhere are told when there is an address again', () => {
    const lost = { ...began, cause: 'link-lost', to: null } as const
    const phase = { kind: 'handover-phase', handover: 3, name: null, after: 1 } as const
    const up = { ...phase, what: 'address-up', detail: to } as const
    expect(movesOf(lost, { ...phase, what: 'link-lost', detail: 'lan1' })).toEqual([])
    expect(movesOf(lost, { ...up, handover: 4 }, up, up)).toEqual([{ ...own, cause: 'link-lost' }])
    expect(movesOf(lost, { kind: 'handover-ended', handover: 3 }, up)).toEqual([])
  })

  it('of peers are told with the receipt, where there is one', () => {
    const moved = {
      ...({ kind: 'peer-moved', name: 'b.vipip.net', endpoint: '203.0.113.9:10567' } as const),
      previous: null,
    } as const
    const told = {
      name: 'b.vipip.net',
      cause: 'peer-moved',
      endpoint: moved.endpoint,
      previous: '',
    }
    expect(movesOf(moved)).toEqual([{ ...told, handover: undefined }])
    const receipt = { ...began, cause: 'peer-moved', from: null, to: moved.endpoint } as const
    expect(movesOf(receipt, moved)).toEqual([{ ...told, handover: 3 }])
  })
})
