import { beforeEach, describe, expect, it } from 'vitest'
import type { Handover } from '../../dataplane/contract/handovers.ts'
import type { DeskFrame } from '../../main/bridge/desk-state.ts'
import { distanceExtents } from './distance-extents.ts'
import { connectDesk } from '../state/desk-store.ts'
import { usualDesk } from '../test/sample-desk.ts'
import { sampleLab, sampleLabStatus, sampleLink } from '../test/sample-lab.ts'
import { easyMove, moveOfBoth, partnersMove } from '../test/sample-receipts.ts'
import { collectDistancePoints, distancePoints } from './distance-points.ts'

let send: (frame: DeskFrame) => void
const sendReceipt = (value: Handover) =>
  send({ kind: 'changes', changes: [{ part: 'handover', value }] })

describe('the points of figure 4', () => {
  beforeEach(() => {
    distancePoints.setState([], true)
    connectDesk({
      subscribe: (onFrame) => {
        send = onFrame
        return () => {}
      },
      act: () => Promise.resolve({ ok: true, value: null as never }),
    })
    const links = [sampleLink('a', 'lan1', { delayMs: 25 })]
    const viewpoint = { kind: 'lab', host: 'a', runDirectory: '/run/vip' } as const
    const lab = sampleLab({ status: sampleLabStatus({ links }) })
    send({ kind: 'snapshot', state: { ...usualDesk(), viewpoint, lab, handovers: [] } })
    return collectDistancePoints(() => now)
  })
  let now = moveOfBoth().startedAt
  /** As the desk tells of it. */
  const move = (...moving: ('a' | 'b')[]) => {
    const links = [sampleLink('a', 'lan1', { delayMs: 25 })]
    const status = sampleLabStatus({ links })
    for (const hosts of [moving, []]) {
      const value = sampleLab({ status, moving: hosts })
      send({ kind: 'changes', changes: [{ part: 'lab', value }] })
      now += 200
    }
  }

  it('are moves of both laptops, at the distance that the links make', () => {
    now = moveOfBoth().startedAt + 30
    move('a', 'b')
    sendReceipt(moveOfBoth())
    expect(distancePoints.getState()).toMatchObject([{ distanceMs: 50, outageMs: 17.469 }])
  })

  it('are no moves of one, none of a partner, none of another time, and none that go on', () => {
    const { startedAt } = moveOfBoth()
    now = startedAt
    move('a')
    sendReceipt(moveOfBoth())
    expect(distancePoints.getState()).toEqual([])
    now = startedAt
    move('a', 'b')
    sendReceipt(partnersMove({ startedAt }))
    sendReceipt(easyMove({ startedAt: startedAt - 60_000 }))
    sendReceipt(moveOfBoth({ id: 99, state: 'running' }))
    expect(distancePoints.getState()).toEqual([])
  })

  it('are as far as the link that the laptop came to, not the one that it left', () => {
    const to = '203.0.113.10 (lan2)'
    now = moveOfBoth().startedAt
    move('a', 'b')
    sendReceipt(moveOfBoth({ from: '198.51.100.10 (lan1)', to }))
    expect(distancePoints.getState()).toMatchObject([{ distanceMs: 0 }])
  })

  it('are one a move, however often its receipt comes', () => {
    now = moveOfBoth().startedAt
    move('a', 'b')
    sendReceipt(moveOfBoth())
    sendReceipt(structuredClone(moveOfBoth()))
    expect(distancePoints.getState()).toHaveLength(1)
  })

  it('are all in sight of the plot', () => {
    const { x, y } = distanceExtents([{ key: '1', distanceMs: 800, outageMs: 1234 }])
    expect(x[1]).toBeGreaterThan(800)
    expect(y[1]).toBeGreaterThan(1234)
    expect(distanceExtents([]).x[1]).toBe(80)
  })
})
