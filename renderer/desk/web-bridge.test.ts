import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closedAsTooSlow } from '../../main/bridge/acts.ts'
import { webBridge } from './web-bridge.ts'

/** A browser's WebSocket, whose other end is the test. */
class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0
  static newest: FakeSocket
  readyState = 1
  readonly sent: unknown[] = []

  readonly url: string

  constructor(url: string) {
    super()
    this.url = url
    FakeSocket.newest = this
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  tell(message: unknown): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }))
  }

  end(code: number): void {
    this.dispatchEvent(Object.assign(new Event('close'), { code }))
  }
}

const frame = { kind: 'changes', changes: [] }
const reload = vi.fn<() => void>()

beforeEach(() => {
  vi.stubGlobal('WebSocket', FakeSocket)
  vi.stubGlobal('location', { reload })
  reload.mockClear()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

it('passes on frames, also those that came before somebody subscribed', () => {
  const bridge = webBridge('ws://desk')
  FakeSocket.newest.tell({ kind: 'frame', frame })
  const frames: unknown[] = []
  bridge.subscribe((each) => frames.push(each), vi.fn())
  FakeSocket.newest.tell({ kind: 'frame', frame })
  expect(frames).toEqual([frame, frame])
})

it('gives each act its own reply', async () => {
  const bridge = webBridge('ws://desk')
  const first = bridge.act('labDown', {})
  const second = bridge.act('startHelper', {})
  expect(FakeSocket.newest.sent).toEqual([
    { kind: 'act', id: 1, act: 'labDown', input: {} },
    { kind: 'act', id: 2, act: 'startHelper', input: {} },
  ])
  FakeSocket.newest.tell({ kind: 'reply', id: 2, reply: { ok: true, value: null } })
  expect(await second).toEqual({ ok: true, value: null })
  FakeSocket.newest.end(1006)
  expect(await first).toMatchObject({ ok: false, fault: { code: 'helper-unreachable' } })
})

it('says that the desk is gone, also to who subscribes later', () => {
  const gone = vi.fn<() => void>()
  const bridge = webBridge('ws://desk')
  FakeSocket.newest.end(1001)
  bridge.subscribe(vi.fn(), gone)
  expect(gone).toHaveBeenCalledOnce()
  expect(reload).not.toHaveBeenCalled()
})

it('begins anew where the window could not keep up', () => {
  const gone = vi.fn<() => void>()
  webBridge('ws://desk').subscribe(vi.fn(), gone)
  FakeSocket.newest.end(closedAsTooSlow)
  expect(reload).toHaveBeenCalledOnce()
  expect(gone).not.toHaveBeenCalled()
})
