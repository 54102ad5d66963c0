// Where a window's messages come in: the only use of Electron's ipcMain. Who asks must be our own page in a window's main
// frame; what they ask is bounded here, and judged by the desk.
import { ipcMain } from 'electron'
import type { IpcMainEvent, IpcMainInvokeEvent, WebContents } from 'electron'
import {
  deskFailed,
  ipcChannels,
  maxActsAtOnce,
  maxWindowMessageBytes,
  tooManyActs,
} from './acts.ts'
import type { ActName, ActRefusal, ActReply, WindowDesk } from './acts.ts'

export interface RouterOptions {
  desk: WindowDesk
  /** Whether that address is one of ours. */
  isOwnPage: (url: string) => boolean
}

type Listener = { contents: WebContents; unsubscribe: (() => void) | undefined }

export class Router {
  readonly #options: RouterOptions
  /** Windows that listen, by the number of their contents. */
  readonly #listeners = new Map<number, Listener>()
  readonly #actsUnderWay = new Map<number, number>()
  readonly #watched = new WeakSet<WebContents>()

  constructor(options: RouterOptions) {
    this.#options = options
  }

  start(): void {
    ipcMain.handle(ipcChannels.act, (event, name: unknown, input: unknown) =>
      this.#act(event, name, input),
    )
    ipcMain.on(ipcChannels.subscribe, (event, isWanted: unknown) => {
      if (this.#isOwn(event)) this.#listen(event.sender, isWanted === true)
    })
  }

  /** Idempotent. */
  stop(): void {
    ipcMain.removeHandler(ipcChannels.act)
    ipcMain.removeAllListeners(ipcChannels.subscribe)
    for (const { unsubscribe } of this.#listeners.values()) unsubscribe?.()
    this.#listeners.clear()
  }

  /** A window that hangs is told nothing, and all of it when it hears again. */
  setHearing(contentsId: number, hears: boolean): void {
    const listener = this.#listeners.get(contentsId)
    if (listener === undefined) return
    listener.unsubscribe?.()
    listener.unsubscribe = hears ? this.#subscribe(listener.contents) : undefined
  }

  /** Rejects for who may not ask at all. */
  async #act(event: IpcMainInvokeEvent, name: unknown, input: unknown): Promise<ActReply<ActName>> {
    if (!this.#isOwn(event)) throw new Error('only the pages of this app may ask')
    const { id } = event.sender
    const underWay = this.#actsUnderWay.get(id) ?? 0
    if (typeof name !== 'string') return deskFailed('', 'the act has no name')
    const refusal = refusalOf(name, input, underWay)
    if (refusal !== undefined) return refusal
    this.#actsUnderWay.set(id, underWay + 1)
    try {
      return await this.#options.desk.act(name, input)
    } finally {
      const left = (this.#actsUnderWay.get(id) ?? 1) - 1
      if (left > 0) this.#actsUnderWay.set(id, left)
      else this.#actsUnderWay.delete(id)
    }
  }

  #isOwn({ senderFrame, sender }: IpcMainEvent | IpcMainInvokeEvent): boolean {
    return (
      senderFrame !== null &&
      senderFrame === sender.mainFrame &&
      this.#options.isOwnPage(senderFrame.url)
    )
  }

  #listen(contents: WebContents, isWanted: boolean): void {
    this.#forget(contents.id)
    if (!isWanted) return
    this.#listeners.set(contents.id, { contents, unsubscribe: this.#subscribe(contents) })
    if (this.#watched.has(contents)) return
    this.#watched.add(contents)
    const { id } = contents
    contents.once('destroyed', () => this.#forget(id))
  }

  #forget(contentsId: number): void {
    this.#listeners.get(contentsId)?.unsubscribe?.()
    this.#listeners.delete(contentsId)
  }

  #subscribe(contents: WebContents): () => void {
    return this.#options.desk.subscribe((frame) => {
      if (!contents.isDestroyed()) contents.send(ipcChannels.frames, frame)
    })
  }
}

function refusalOf(name: string, input: unknown, underWay: number): ActRefusal | undefined {
  const act = name.slice(0, 64)
  if (underWay >= maxActsAtOnce) return tooManyActs(act)
  const isTooLong = lengthOf(input) > maxWindowMessageBytes
  return isTooLong ? deskFailed(act, 'the message is too long') : undefined
}

/** Infinite for what has no JSON, which no act has. */
function lengthOf(input: unknown): number {
  try {
    return JSON.stringify(input ?? null).length
  } catch {
    return Infinity
  }
}
