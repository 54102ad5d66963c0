import { describe, expect, it } from 'vitest'
import {
  easyMove,
  moveOfBoth,
  partnersMove,
  runningMove,
  unheardMove,
} from '../test/sample-receipts.ts'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import { gapOf } from './gap.ts'

const gapIn = (receipt: Handover, partner = 0) => gapOf(receipt, receipt.partners[partner]!)

describe('the gap of a partner', () => {
  it('ends with the first packet in, and is as long as the receipt says', () => {
    for (const receipt of [easyMove(), moveOfBoth(), partnersMove()]) {
      const { outageMs, events } = receipt.partners[0]!
      const gap = gapIn(receipt)
      if (gap.is !== 'closed') throw new Error(`the gap is ${gap.is}`)
      expect(gap.to).toBe(events.find(({ what }) => what === 'first-packet-in')?.at)
      expect(gap.to - gap.from).toBeCloseTo(outageMs ?? Number.NaN, 9)
    }
  })

  it('of an own move begins when the new address can be used', () => {
    const gap = gapIn(easyMove())
    const up = easyMove().events.find(({ what }) => what === 'address-up')
    expect(gap).toMatchObject({ is: 'closed' })
    expect('from' in gap && gap.from).toBeCloseTo(up?.at ?? Number.NaN, 9)
  })

  it('of a partner’s move begins before the receipt does, with the last packet heard', () => {
    const gap = gapIn(partnersMove())
    expect('from' in gap && gap.from).toBeCloseTo(1.31 - 15.902, 9)
  })

  it('is open while the move goes on, and closed where the partner was heard', () => {
    expect(gapIn(runningMove(), 0)).toMatchObject({ is: 'closed', to: 38.9 })
    expect(gapIn(runningMove(), 1)).toEqual({ is: 'open', from: 0 })
  })

  it('ends with the last event where nobody was heard', () => {
    expect(gapIn(unheardMove())).toEqual({ is: 'unheard', from: 0, to: 120_000 })
  })

  it('stands at the address’s being usable where the line of the first packet was left out', () => {
    const receipt = easyMove()
    const partner = receipt.partners[0]!
    partner.events = partner.events.filter(({ what }) => what !== 'first-packet-in')
    expect(gapIn(receipt)).toEqual({
      is: 'closed',
      from: 11.834,
      to: 11.834 + 2.568,
      outageMs: 2.568,
    })
  })
})
