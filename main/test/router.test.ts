// Preload and router over the fake of what lies between: what a page gets, and who gets nothing.
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { BrowserWindow, FakeFrame, contextBridge, ipcMain, ipcRenderer } from './electron-fake.ts'
import { bridgeGlobal, ipcChannels, maxWindowMessageBytes } from '../bridge/acts.ts'
import type { ActName, ActReply, Bridge } from '../bridge/acts.ts'
import type { DeskFrame } from '../bridge/desk-state.ts'
import { Router } from '../bridge/router.ts'

const page = 'vip://pages/index.html'
const done: ActReply<ActName> = { ok: true, value: null }
const frame = (part: string) =>
  ({ kind: 'changes', changes: [{ part: 'show-page', value: part }] }) as unknown as DeskFrame

/** Remembers what it was asked for, and who listens. */
class StillDesk {
  readonly asked: [string, unknown][] = []
  readonly listeners = new Set<(frame: DeskFrame) => void>()
  answer: Promise<ActReply<ActName>> = Promise.resolve(done)

  subscribe(onFrame: (frame: DeskFrame) => void): () => void {
    this.listeners.add(onFrame)
    onFrame(frame('status'))
    return () => void this.listeners.delete(onFrame)
  }

  act(name: string, input: unknown): Promise<ActReply<ActName>> {
    this.asked.push([name, input])
    return this.answer
  }

  tell(part: string): void {
    for (const listener of this.listeners) listener(frame(part))
  }
}

let bridge: Bridge
beforeAll(async () => {
  await import('../bridge/preload.ts')
  bridge = contextBridge.exposed.get(bridgeGlobal) as Bridge
})

let desk: StillDesk
let router: Router
let window: BrowserWindow
beforeEach(async () => {
  desk = new StillDesk()
  router = new Router({ desk, isOwnPage: (url) => url === page })
  router.start()
  window = new BrowserWindow({})
  await window.loadURL(page)
  ipcRenderer.contents = window.webContents
  ipcRenderer.frame = undefined
})
afterEach(() => {
  router.stop()
  router.stop()
  window.close()
})

const failed = (act: string, problem: unknown) => ({
  ...{ ok: false, fault: { code: 'desk-failed', data: { act, problem } } },
})

const listen = (onFrame: (frame: DeskFrame) => void = () => {}) =>
  bridge.subscribe(onFrame, () => {})

describe('a page', () => {
  it('has two functions, and no channel', () => {
    expect(Object.keys(bridge).toSorted()).toEqual(['act', 'subscribe'])
    expect(contextBridge.exposed.size).toBe(1)
  })

  it('gets frames until it leaves', () => {
    const frames: DeskFrame[] = []
    const leave = listen((each) => frames.push(each))
    desk.tell('peers')
    leave()
    desk.tell('trust')
    expect(frames).toEqual([frame('status'), frame('peers')])
    expect(desk.listeners.size).toBe(0)
  })

  it('gets the reply to each act, and refusals as values', async () => {
    expect(await bridge.act('key', {})).toEqual(done)
    const refused = failed('down', 'you may not')
    desk.answer = Promise.resolve(refused as ActReply<ActName>)
    expect(await bridge.act('down', {})).toEqual(refused)
    desk.answer = Promise.reject(new Error('broken'))
    expect(await bridge.act('up', {})).toEqual(failed('up', 'broken'))
    expect(desk.asked.map(([name]) => name)).toEqual(['key', 'down', 'up'])
  })

  it('that is loaded anew is subscribed once', () => {
    listen()
    listen()
    expect(desk.listeners.size).toBe(1)
    expect(window.webContents.listenerCount('destroyed')).toBe(1)
  })

  it('that is closed is told nothing more', () => {
    listen()
    window.close()
    desk.tell('peers')
    expect(desk.listeners.size).toBe(0)
  })

  it('that hangs is told nothing, and all of it when it hears again', () => {
    const frames: DeskFrame[] = []
    const { id } = window.webContents
    router.setHearing(id, false)
    listen((each) => frames.push(each))
    router.setHearing(id, false)
    desk.tell('peers')
    router.setHearing(id, true)
    desk.tell('trust')
    expect(frames).toEqual([frame('status'), frame('status'), frame('trust')])
  })
})

describe('who is not our page in the main frame', () => {
  const strangers: [string, () => void][] = [
    ['another page', () => (window.webContents.mainFrame.url = 'https://example.org/')],
    ['a page with our beginning', () => (window.webContents.mainFrame.url = `${page}.evil.test`)],
    ['a frame inside', () => (ipcRenderer.frame = Object.assign(new FakeFrame(), { url: page }))],
    ['a frame that is gone', () => (ipcRenderer.frame = null)],
  ]
  it.each(strangers)('gets nothing: %s', async (_who, become) => {
    become()
    listen()
    const problem = 'only the pages of this app may ask'
    expect(await bridge.act('up', {})).toEqual(failed('up', problem))
    expect(desk.listeners.size).toBe(0)
    expect(desk.asked).toEqual([])
    expect(window.webContents.sent).toEqual([])
  })
})

describe('what is too much is refused', () => {
  it('a message that is too long, or has no JSON', async () => {
    const text = 'x'.repeat(maxWindowMessageBytes)
    expect(await bridge.act('configure', { text })).toEqual(
      failed('configure', 'the message is too long'),
    )
    const round: Record<string, unknown> = {}
    round['self'] = round
    expect(await ipcRenderer.invoke(ipcChannels.act, 'key', round)).toEqual(
      failed('key', 'the message is too long'),
    )
    expect(desk.asked).toEqual([])
  })

  it('an act without a name', async () => {
    expect(await ipcRenderer.invoke(ipcChannels.act, 7)).toEqual(failed('', 'the act has no name'))
  })

  it('more acts at once than a person needs, until some are done', async () => {
    const answer = Promise.withResolvers<ActReply<ActName>>()
    desk.answer = answer.promise
    const acts = Array.from({ length: 32 }, () => bridge.act('doctor', {}))
    expect(await bridge.act('doctor', {})).toEqual(failed('doctor', 'too many acts at once'))
    answer.resolve(done)
    expect(await Promise.all(acts)).toHaveLength(32)
    expect(await bridge.act('doctor', {})).toEqual(done)
    expect(desk.asked).toHaveLength(33)
  })
})

it('answers nobody after stop', async () => {
  listen()
  router.stop()
  expect(desk.listeners.size).toBe(0)
  expect(ipcMain.handlers.size).toBe(0)
  expect(ipcMain.listenerCount(ipcChannels.subscribe)).toBe(0)
  expect(await bridge.act('key', {})).toEqual(failed('key', expect.stringContaining('No handler')))
})
