import { describe, expect, it } from 'vitest'
import { easyMove, hugeMove } from '../test/sample-receipts.ts'
import { lanesOf } from './lanes.ts'
import { eventAt, firstPlace, walk } from './walk.ts'
import type { EventPlace } from './walk.ts'

const lanes = lanesOf(easyMove())
const partner = 'partner b.vipip.net'

describe('walking on a timeline', () => {
  it('begins with the first event of the first lane that has one', () => {
    expect(firstPlace(lanes)).toEqual({ lane: 'host', event: 0 })
    expect(firstPlace(lanesOf(easyMove({ events: [] })))?.lane).toBe(partner)
    expect(firstPlace(lanesOf(easyMove({ events: [], partners: [] })))).toBeNull()
  })

  it('goes from event to event, and no farther than the ends', () => {
    const at = (event: number): EventPlace => ({ lane: 'host', event })
    expect(walk(lanes, at(0), 'ArrowRight')).toEqual(at(1))
    expect(walk(lanes, at(0), 'ArrowLeft')).toEqual(at(0))
    expect(walk(lanes, at(0), 'End')).toEqual(at(4))
    expect(walk(lanes, at(4), 'ArrowRight')).toEqual(at(4))
    expect(walk(lanes, at(3), 'Home')).toEqual(at(0))
  })

  it('goes to the event of the next lane that is nearest in time', () => {
    const up = walk(lanes, { lane: partner, event: 4 }, 'ArrowUp')
    expect(up).toEqual({ lane: 'host', event: 3 })
    expect(eventAt(lanes, up!)?.what).toBe('dns-acknowledged')
    expect(walk(lanes, { lane: 'host', event: 0 }, 'ArrowDown')).toEqual({
      lane: partner,
      event: 0,
    })
    expect(walk(lanes, { lane: 'host', event: 0 }, 'ArrowUp')).toEqual({ lane: 'host', event: 0 })
  })

  it('passes over lanes without events', () => {
    const receipt = hugeMove(3)
    receipt.partners[1]!.events = receipt.events
    const three = lanesOf(receipt)
    expect(walk(three, { lane: three[1]!.key, event: 0 }, 'ArrowDown')?.lane).toBe(three[3]!.key)
  })

  it('leaves other keys alone', () => {
    expect(walk(lanes, { lane: 'host', event: 0 }, 'Tab')).toBeNull()
  })

  it('reaches each event of a thousand by keys alone', () => {
    const all = lanesOf(hugeMove())
    const seen = new Set<string>()
    for (const lane of all) {
      let place: EventPlace = { lane: lane.key, event: 0 }
      for (let step = 0; step < lane.events.length; step += 1) {
        seen.add(`${place.lane} ${place.event}`)
        place = walk(all, place, 'ArrowRight') ?? place
      }
    }
    expect(seen.size).toBe(all.reduce((sum, { events }) => sum + events.length, 0))
  })
})
