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
const pauseAt = (at: 'a' | 'b') => stream.lastMove?.closeUp.pauses[at]
const sendPoints = (stream: Parameters<typeof sampleStream>[0]) =>
  send({ kind: 'changes', changes: [{ part: 'stream-points', value: sampleStream(stream) }] })

let stream: LiveStream

describe('the live stream', () => {
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
    stream.onLastMove(() => {
      told += 1
    })
    sendPoints({ fromMs: 0, toMs: 1000 })
    expect([told, stream.lastMove]).toEqual([0, null])
    sendLab({ moving: ['a'] })
    sendPoints({ fromMs: 1000, toMs: 1300, pause: { fromMs: 1020, toMs: 1050 } })
    expect(told).toBe(1)
    expect(pauseAt('b')?.toMs).toBeCloseTo(1050, 0)
    sendLab()
    sendPoints({ fromMs: 1300, toMs: 2700 })
    expect(stream.lastMove?.isSettled).toBe(false)
    sendPoints({ fromMs: 2700, toMs: 3000 })
    const kept = stream.lastMove
    expect(kept?.isSettled).toBe(true)
    // Long after the move: whatever else pauses is none of it.
    sendPoints({ fromMs: 3000, toMs: 4000, pause: { fromMs: 3200, toMs: 3900 } })
    expect(stream.lastMove).toBe(kept)
    expect(kept?.closeUp.pauses.b?.toMs).toBeCloseTo(1050, 0)
  })

  it('sees what comes late: the pause of a move that has ended already', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ moving: ['a', 'b'] })
    sendLab()
    sendPoints({ fromMs: 1000, toMs: 1600, pause: { fromMs: 1020, toMs: 1500 } })
    expect(pauseAt('a')?.toMs).toBeCloseTo(1500, 0)
  })

  it('waits for the end of a pause that lasts, though not for ever', () => {
    const pause = { fromMs: 1020, toMs: 60_000 }
    const nothingComes = (fromMs: number, toMs: number) =>
      sendPoints({ fromMs, toMs, pause, lost: toMs })
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ moving: ['a'] })
    nothingComes(1000, 1200)
    sendLab()
    nothingComes(1200, 5000)
    expect(pauseAt('b')).toMatchObject({ isOpen: true, toMs: 4999 })
    expect(stream.lastMove?.isSettled).toBe(false)
    nothingComes(5000, 12_000)
    expect(pauseAt('b')?.isOpen).toBe(true)
    expect(stream.lastMove?.isSettled).toBe(true)
  })

  it('is done with a move when its stream ends', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ moving: ['a'] })
    sendPoints({ fromMs: 1000, toMs: 1100 })
    expect(stream.lastMove?.isSettled).toBe(false)
    sendLab({ stream: { is: 'off' } })
    expect(stream.lastMove?.isSettled).toBe(true)
  })

  it('forgets the points, not the move, when it is stopped, and hears nothing more', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ moving: ['a'] })
    sendPoints({ fromMs: 1000, toMs: 1100 })
    stream.stop()
    sendPoints({ fromMs: 1100, toMs: 1200 })
    expect(stream.record.newestMs).toBe(0)
    expect(stream.lastMove).not.toBeNull()
  })

  it('begins anew with a stream', () => {
    sendPoints({ fromMs: 0, toMs: 1000 })
    sendLab({ stream: { is: 'off' } })
    sendLab({ stream: { is: 'running', transport: 'udp' } })
    expect(stream.record.direction('a').sent.length).toBe(0)
    sendPoints({ fromMs: 0, toMs: 1000 })
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
