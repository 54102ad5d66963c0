// The app's one window, made when it is wanted and gone when it is closed.
import { BrowserWindow, screen } from 'electron'
import type { Clock } from '../../dataplane/lib/clock.ts'
import type { PageName } from '../bridge/desk-state.ts'
import { hardenContents } from './hardening.ts'
import { indexUrl } from './pages-protocol.ts'
import { shellText } from './text.ts'
import { fittingPlace, leastSize, readPlace, writePlace } from './window-place.ts'

/** A page that crashes while it loads would be made anew for ever. */
const mostReloads = 3
const reloadsWithinMs = 60_000

export interface AppWindowOptions {
  clock: Clock
  /** The built preload script. */
  preload: string
  icon: string
  /** Where its position is kept. */
  placeFile: string
  /** In a window that is there. */
  showPage: (page: PageName) => void
  /** It hangs, or hears again: what it is sent meanwhile would only pile up. */
  onHearing: (contentsId: number, hears: boolean) => void
  onClosed: () => void
}

export class AppWindow {
  readonly #options: AppWindowOptions
  #window: BrowserWindow | undefined
  #reloadsAtMs: number[] = []

  constructor(options: AppWindowOptions) {
    this.#options = options
  }

  get isFocused(): boolean {
    return this.#window?.isFocused() === true
  }

  /** In front of others, with that page. */
  open(page: PageName | null = null): void {
    if (this.#window === undefined) {
      this.#window = this.#make(page)
      return
    }
    if (this.#window.isMinimized()) this.#window.restore()
    this.#window.show()
    this.#window.focus()
    if (page !== null) this.#options.showPage(page)
  }

  close(): void {
    this.#window?.close()
  }

  #make(page: PageName | null): BrowserWindow {
    const { preload, icon, placeFile, onHearing, onClosed } = this.#options
    const kept = readPlace(placeFile)
    const areas = screen.getAllDisplays().map(({ workArea }) => workArea)
    const window = new BrowserWindow({
      ...fittingPlace(kept, areas),
      minWidth: leastSize.width,
      minHeight: leastSize.height,
      title: shellText.appName,
      icon,
      // Until the first page is drawn there is nothing to see.
      show: false,
      autoHideMenuBar: true,
      webPreferences: {
        preload,
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        spellcheck: false,
      },
    })
    const { webContents: contents } = window
    const { id } = contents
    hardenContents(contents)
    if (kept?.isMaximized === true) window.maximize()
    window.once('ready-to-show', () => window.show())
    window.on('unresponsive', () => onHearing(id, false))
    window.on('responsive', () => onHearing(id, true))
    // A page that has crashed shows nothing: what it showed is made anew.
    contents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit' && this.#mayReload()) contents.reload()
    })
    window.on('close', () => {
      writePlace(placeFile, { ...window.getNormalBounds(), isMaximized: window.isMaximized() })
    })
    window.once('closed', () => {
      this.#window = undefined
      onClosed()
    })
    void window.loadURL(page === null ? indexUrl : `${indexUrl}#/${page}`)
    return window
  }

  #mayReload(): boolean {
    const nowMs = this.#options.clock.nowMs()
    this.#reloadsAtMs = this.#reloadsAtMs.filter((at) => at > nowMs - reloadsWithinMs)
    if (this.#reloadsAtMs.length >= mostReloads) return false
    this.#reloadsAtMs.push(nowMs)
    return true
  }
}
