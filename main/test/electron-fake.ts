// Electron for tests: what main/ uses of it, with the order of events and the refusals of the real one, and nothing drawn.
// Tests look at what was made by the fields beyond Electron's own.
import { EventEmitter } from 'node:events'

type Handler = (...words: never[]) => unknown

/** An event that a listener may prevent. */
class PreventableEvent {
  defaultPrevented = false
  preventDefault = () => {
    this.defaultPrevented = true
  }
}

/** @returns whether it goes on */
export function emitPreventable(
  emitter: EventEmitter,
  name: string,
  details: object = {},
): boolean {
  const event = Object.assign(new PreventableEvent(), details)
  emitter.emit(name, event)
  return !event.defaultPrevented
}

class FakeApp extends EventEmitter {
  isPackaged = false
  isSandboxEnabled = false
  readonly paths = new Map<string, string>()
  hasLock = true
  /** What ended it; undefined while it runs. */
  ended: { status: number } | undefined
  #ready = Promise.withResolvers<void>()

  getVersion = () => '0.1.0'
  getAppPath = () => '/opt/vip'

  setPath(name: string, path: string): void {
    this.paths.set(name, path)
  }

  enableSandbox(): void {
    this.isSandboxEnabled = true
  }

  requestSingleInstanceLock(): boolean {
    return this.hasLock
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  becomeReady(): void {
    this.#ready.resolve()
  }

  quit(): void {
    if (this.ended !== undefined || !emitPreventable(this, 'before-quit')) return
    for (const window of BrowserWindow.getAllWindows()) window.close()
    if (BrowserWindow.getAllWindows().length === 0) this.exit(0)
  }

  exit(status = 0): void {
    if (this.ended !== undefined) return
    this.ended = { status }
    this.emit('quit', new PreventableEvent(), status)
  }
}

export class FakeFrame {
  url = ''
}

class FakeWebContents extends EventEmitter {
  static #nextId = 1
  readonly id = FakeWebContents.#nextId++
  readonly mainFrame = new FakeFrame()
  readonly sent: { channel: string; words: unknown[] }[] = []
  openHandler: ((details: { url: string }) => { action: string }) | undefined
  reloads = 0
  #isDestroyed = false

  send(channel: string, ...words: unknown[]): void {
    if (this.#isDestroyed) throw new TypeError('Object has been destroyed')
    const copies = structuredClone(words)
    this.sent.push({ channel, words: copies })
    ipcRenderer.emit(channel, {}, ...copies)
  }

  setWindowOpenHandler(handler: (details: { url: string }) => { action: string }): void {
    this.openHandler = handler
  }

  reload(): void {
    this.reloads += 1
  }

  isDestroyed(): boolean {
    return this.#isDestroyed
  }

  destroy(): void {
    this.#isDestroyed = true
    this.emit('destroyed')
  }
}

type WindowOptions = { webPreferences?: Record<string, unknown> } & Record<string, unknown>

export class BrowserWindow extends EventEmitter {
  static readonly #all = new Set<BrowserWindow>()
  static getAllWindows = () => [...BrowserWindow.#all]
  readonly webContents = new FakeWebContents()
  readonly options: WindowOptions
  bounds = { x: 10, y: 20, width: 1000, height: 700 }
  isShown = false
  #hasFocus = false
  #isMinimized = false
  #isMaximized = false

  constructor(options: WindowOptions) {
    super()
    this.options = options
    BrowserWindow.#all.add(this)
  }

  loadURL(url: string): Promise<void> {
    this.webContents.mainFrame.url = url
    queueMicrotask(() => this.emit('ready-to-show'))
    return Promise.resolve()
  }

  show(): void {
    this.isShown = true
    this.focus()
  }

  focus(): void {
    this.#hasFocus = true
  }

  blur(): void {
    this.#hasFocus = false
  }

  minimize(): void {
    this.#isMinimized = true
    this.#hasFocus = false
  }

  restore(): void {
    this.#isMinimized = false
  }

  maximize(): void {
    this.#isMaximized = true
  }

  isFocused = () => this.#hasFocus
  isMinimized = () => this.#isMinimized
  isMaximized = () => this.#isMaximized
  getNormalBounds = () => this.bounds

  close(): void {
    if (!emitPreventable(this, 'close')) return
    BrowserWindow.#all.delete(this)
    this.webContents.destroy()
    this.emit('closed')
    if (BrowserWindow.#all.size === 0) app.emit('window-all-closed')
  }
}

type Answer<Value> = (value: Value) => void

class FakeSession extends EventEmitter {
  permissionRequest:
    ((contents: null, permission: string, answer: Answer<boolean>) => void) | undefined
  permissionCheck: ((contents: null, permission: string) => boolean) | undefined
  deviceCheck: (() => boolean) | undefined
  beforeRequest:
    ((details: { url: string }, answer: Answer<{ cancel?: boolean }>) => void) | undefined
  readonly schemes = new Map<string, (request: Request) => Response | Promise<Response>>()

  readonly protocol = {
    handle: (scheme: string, handler: (request: Request) => Response | Promise<Response>) => {
      if (this.schemes.has(scheme)) throw new Error(`${scheme} is handled already`)
      this.schemes.set(scheme, handler)
    },
  }

  readonly webRequest = {
    onBeforeRequest: (handler: FakeSession['beforeRequest']) => {
      this.beforeRequest = handler
    },
  }

  setPermissionRequestHandler(handler: FakeSession['permissionRequest']): void {
    this.permissionRequest = handler
  }

  setPermissionCheckHandler(handler: FakeSession['permissionCheck']): void {
    this.permissionCheck = handler
  }

  setDevicePermissionHandler(handler: FakeSession['deviceCheck']): void {
    this.deviceCheck = handler
  }
}

class FakeIpcMain extends EventEmitter {
  readonly handlers = new Map<string, Handler>()

  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }

  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }
}

/** Of the window that `contents` are; what passes is copied, as between processes. */
class FakeIpcRenderer extends EventEmitter {
  contents: FakeWebContents | undefined
  /** Another frame than the main one, where a test wants one. */
  frame: FakeFrame | null | undefined

  send(channel: string, ...words: unknown[]): void {
    ipcMain.emit(channel, this.#event(), ...structuredClone(words))
  }

  async invoke(channel: string, ...words: unknown[]): Promise<unknown> {
    const handler = ipcMain.handlers.get(channel)
    if (handler === undefined) throw new Error(`No handler registered for '${channel}'`)
    const answer: unknown = await handler(
      ...([this.#event(), ...structuredClone(words)] as never[]),
    )
    return structuredClone(answer)
  }

  #event() {
    const sender = this.contents
    return { sender, senderFrame: this.frame === undefined ? sender?.mainFrame : this.frame }
  }
}

type MenuEntry = {
  label?: string
  type?: string
  enabled?: boolean
  click?: () => void
  submenu?: MenuEntry[]
}

export class Menu {
  static applicationMenu: Menu | null | undefined
  readonly entries: MenuEntry[]

  constructor(entries: MenuEntry[]) {
    this.entries = entries
  }

  static buildFromTemplate(entries: MenuEntry[]): Menu {
    return new Menu(entries)
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.applicationMenu = menu
  }
}

type FakeImage = { path: string }

export class Tray extends EventEmitter {
  static readonly all: Tray[] = []
  readonly images: FakeImage[]
  tooltip = ''
  menus: Menu[] = []
  isDestroyed = false

  constructor(image: FakeImage) {
    super()
    this.images = [image]
    Tray.all.push(this)
  }

  setImage(image: FakeImage): void {
    this.images.push(image)
  }

  setToolTip(text: string): void {
    this.tooltip = text
  }

  setContextMenu(menu: Menu): void {
    this.menus.push(menu)
  }

  destroy(): void {
    this.isDestroyed = true
  }
}

export class Notification extends EventEmitter {
  static readonly all: Notification[] = []
  static hasSupport = true
  static isSupported = () => Notification.hasSupport
  readonly options: Record<string, unknown>
  isShown = false

  constructor(options: Record<string, unknown>) {
    super()
    this.options = options
    Notification.all.push(this)
  }

  show(): void {
    this.isShown = true
    this.emit('show')
  }

  close(): void {
    if (!this.isShown) return
    this.isShown = false
    this.emit('close')
  }
}

export const app = new FakeApp()
export const ipcMain = new FakeIpcMain()
export const ipcRenderer = new FakeIpcRenderer()
export const session = { defaultSession: new FakeSession() }
export const nativeTheme = { themeSource: 'system' }
export const nativeImage = { createFromPath: (path: string): FakeImage => ({ path }) }

export const screen = {
  displays: [{ workArea: { x: 0, y: 0, width: 1920, height: 1080 } }],
  getAllDisplays: () => screen.displays,
}

export const clipboard = {
  text: '',
  writeText: (text: string): Promise<void> => {
    clipboard.text = text
    return Promise.resolve()
  },
}

export const protocol = {
  privileged: [] as { scheme: string; privileges: object }[],
  registerSchemesAsPrivileged: (schemes: { scheme: string; privileges: object }[]) => {
    protocol.privileged = schemes
  },
}

export const contextBridge = {
  exposed: new Map<string, unknown>(),
  exposeInMainWorld: (key: string, api: unknown) => {
    if (contextBridge.exposed.has(key)) throw new Error(`Cannot bind an API on top of ${key}`)
    contextBridge.exposed.set(key, api)
  },
}
