import { beforeEach, describe, expect, it } from 'vitest'
import type { DeskFrame } from '../../main/bridge/desk-state.ts'
import { connectDesk } from '../state/desk-store.ts'
import { usualDesk } from '../test/sample-desk.ts'
import { sampleLab, sampleStream } from '../test/sample-lab.ts'
import { LiveStream } from './live-stream.ts'

let send: (frame: DeskFrame) => void
let now = 0
const sendLab = (others: Parameters<typeof sampleLab>[0] = {}) =>
  send({ kind: 'changes', changes: [{ part: 'lab', value: sampleLab(others) }] })
const sendPoints = (stream: Parameters<typeof sampleStream>[0]) =>
  send({ kind: 'changes', changes: [{ part: 'stream-points', value: sampleStream(stream) }] })

describe('the live stream', () => {
  let stream: LiveStream
  beforeEach(() => {
    connectDesk({
      subscribe: (onFrame) => {
        send = onFrame
        return () => {}
      },
      act: () => Promise.resolve({ ok: true, value: null as never }),
    })
    now = 1000
    send({ kind: 'snapshot', state: { ...usualDesk(), lab: sampleLab() } })
    stream = new LiveStream({ now: () => now })
    stream.start()
    return () => stream.stop()
  })

  it('sees a move from near, tells of it, and keeps it', () => {
    let told = 0
    stream.onCloseUp(() => {
      told += 1
    })
    sendPoints({ fromMs: 0, toMs: 1000 })
    expect([told, stream.closeUp]).toEqual([0, null])
    sendLab({ moving: ['a'] })
    sendPoints({ fromMs: 1000, toMs: 1300, pause: { fromMs: 1020, toMs: 1050 } })
    expect(told).toBe(1)
    expect(stream.closeUp?.pauses.b?.toMs).toBeCloseTo(1050, 0)
    sendLab()
    sendPoints({ fromMs: 1300, toMs: 3000 })
    const kept = stream.closeUp
    // Long after the move: whatever else pauses is none of it.
    sendPoints({ fromMs: 3000, toMs: 4000, pause: { fromMs: 3200, toMs: 3900 } })
    expect(stream.closeUp).toBe(kept)
    expect(kept?.pauses.b?.toMs).toBeCloseTo(1050, 0)
  })

  it('sees what comes late: the pause of a move that has ended already', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ moving: ['a', 'b'] })
    sendLab()
    sendPoints({ fromMs: 1000, toMs: 1600, pause: { fromMs: 1020, toMs: 1500 } })
    expect(stream.closeUp?.pauses.a?.toMs).toBeCloseTo(1500, 0)
  })

  it('forgets the points, not the move, when it is stopped, and hears nothing more', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    stream.moveBegins()
    sendPoints({ fromMs: 1000, toMs: 1100 })
    stream.stop()
    sendPoints({ fromMs: 1100, toMs: 1200 })
    expect(stream.record.newestMs).toBe(0)
    expect(stream.closeUp).not.toBeNull()
  })

  it('begins anew with a stream', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ stream: { is: 'off' } })
    sendLab({ stream: { is: 'running', transport: 'tcp' } })
    expect(stream.record.direction('a').sent.length).toBe(0)
  })

  it('shows time as it flows between heaps of points, never what is not known yet', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    const first = stream.shownUntilMs()
    now += 40
    expect(stream.shownUntilMs() - first).toBeCloseTo(40, 6)
    now += 5000
    expect(stream.shownUntilMs()).toBeCloseTo(stream.record.newestMs, 6)
  })
})
