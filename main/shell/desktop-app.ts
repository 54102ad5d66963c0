// The desktop app: a desk, its window, tray and notices. Closing the window leaves the app in the tray, where the desktop
// has one; quitting leaves the helper as it is, and takes the lab down.
import { app, clipboard, nativeTheme, session } from 'electron'
import { join } from 'node:path'
import { systemClock } from '../../dataplane/lib/clock.ts'
import { Router } from '../bridge/router.ts'
import type { PageName, Preferences } from '../bridge/desk-state.ts'
import { readBuiltPages } from '../browser/built-pages.ts'
import { browserText } from '../browser/text.ts'
import type { BuiltFiles } from '../built-files.ts'
import type { Desk } from '../desk/desk.ts'
import type { OpenLabSession } from '../desk/lab-session.ts'
import { openDesk } from '../desk/open-desk.ts'
import type { AppSettings } from './app-settings.ts'
import { hardenSession } from './hardening.ts'
import { setLoginItem } from './login-item.ts'
import { MachinePresenter } from './machine-presenter.ts'
import { ShownNotices } from './notices.ts'
import { isOwnPage, servePages } from './pages-protocol.ts'
import { shellText } from './text.ts'
import { ShownTray } from './tray.ts'
import type { TrayAct } from './tray-model.ts'
import { AppWindow } from './window.ts'

export interface DesktopAppOptions {
  files: BuiltFiles
  /** The person's folder for this app. */
  folder: string
  openLab: OpenLabSession
  /** Whether the desktop shows tray icons by now; `trayAppeared` tells of it later. */
  hasTray: boolean
  /** Of this machine's helper; left out: where it usually is. */
  runDirectory?: string | undefined
  /** Whether its files are gone when it ends, as those of an AppImage, and the helper with them. */
  isMounted?: boolean
  /** How the app is started at login. */
  loginCommand: readonly string[]
}

export class DesktopApp {
  readonly #options: DesktopAppOptions
  readonly #desk: Desk
  readonly #router: Router
  readonly #presenter: MachinePresenter
  readonly #window: AppWindow
  readonly #tray: ShownTray
  readonly #notices = new ShownNotices((page) => this.open(page))
  #hasTray: boolean
  #stopped: Promise<void> | undefined

  constructor(options: DesktopAppOptions) {
    this.#options = options
    this.#hasTray = options.hasTray
    const { files, folder, openLab, hasTray, runDirectory } = options
    this.#desk = openDesk({
      shell: { kind: 'electron', version: app.getVersion(), hasTray },
      ...{ vip: files.vip, openLab, ...(runDirectory !== undefined && { runDirectory }) },
      onEvent: (event) => this.#presenter.takeEvent(event),
      onMachine: () => this.#presenter.changed(),
      onPreferences: (now, before) => this.#applyPreferences(now, before),
    })
    this.#router = new Router({ desk: this.#desk, isOwnPage })
    this.#window = new AppWindow({
      ...{ preload: files.preload, icon: join(files.icons, 'app/256x256.png') },
      ...{ placeFile: join(folder, 'window.json'), clock: systemClock },
      showPage: (page) => this.#desk.showPage(page),
      onHearing: (contentsId, hears) => this.#router.setHearing(contentsId, hears),
      onClosed: () => {
        if (!this.#hasTray) this.quit()
      },
    })
    this.#tray = new ShownTray({
      iconPath: (icon) => join(files.icons, `tray-${icon}.png`),
      onAct: (act) => void this.#trayAct(act),
    })
    this.#presenter = new MachinePresenter({
      clock: systemClock,
      machine: () => this.#desk.machine,
      isMounted: options.isMounted === true,
      showTray: (model) => {
        if (this.#hasTray) this.#tray.show(model)
      },
      notices: this.#notices,
      isLooking: () => this.#window.isFocused,
    })
  }

  /** When Electron is ready. @throws Error where the pages are not built */
  start({ isHidden, bringsLabUp }: Pick<AppSettings, 'isHidden' | 'bringsLabUp'>): void {
    const { pages } = this.#options.files
    const built = readBuiltPages(pages)
    if (built === undefined) throw new Error(browserText.pagesMissing(pages))
    hardenSession(session.defaultSession)
    servePages(session.defaultSession, built)
    nativeTheme.themeSource = this.#desk.machine.preferences.theme
    this.#router.start()
    this.#desk.start()
    this.#presenter.changed()
    if (bringsLabUp) void this.#desk.act('labUp', {})
    if (!isHidden) this.open(bringsLabUp ? 'lab' : null)
  }

  /** The desktop shows tray icons from now on. */
  trayAppeared(): void {
    if (this.#stopped !== undefined) return
    this.#hasTray = true
    this.#desk.changeShell({ hasTray: true })
    this.#presenter.changed()
  }

  /** Idempotent; never rejects. */
  stop(): Promise<void> {
    this.#stopped ??= this.#end()
    return this.#stopped
  }

  async #end(): Promise<void> {
    // What it shows would answer to nobody.
    this.#window.close()
    this.#presenter.stop()
    this.#notices.stop()
    this.#tray.stop()
    this.#router.stop()
    await this.#desk.stop()
  }

  open(page: PageName | null = null): void {
    this.#window.open(page)
  }

  quit(): void {
    app.quit()
  }

  async #trayAct(act: TrayAct): Promise<void> {
    switch (act.act) {
      case 'copy':
        await clipboard.writeText(act.text)
        return
      case 'open':
        this.open(act.page)
        return
      case 'start-helper':
        await this.#desk.act('startHelper', {})
        return
      case 'turn-on':
      case 'turn-off':
        await this.#turn(act.act === 'turn-on')
        return
      case 'quit':
        this.quit()
        return
      case 'turn-off-and-quit':
        if (await this.#turn(false)) this.quit()
        return
      default:
        act satisfies never
    }
  }

  /** This machine's helper, whatever windows look at. @returns whether it was done; where not, the person is told */
  async #turn(on: boolean): Promise<boolean> {
    try {
      await this.#desk.machine.mirror.call(on ? 'up' : 'down', {})
      return true
    } catch {
      const words = on ? shellText.couldNotTurnOn : shellText.couldNotTurnOff
      this.#notices.show({
        ...{ kind: 'turned', ...words, urgency: 'normal', stays: false, page: 'status' },
      })
      return false
    }
  }

  /** @throws the file system's error */
  #applyPreferences(now: Preferences, before: Preferences): void {
    if (now.startAtLogin !== before.startAtLogin) {
      const { folder, loginCommand } = this.#options
      setLoginItem(join(folder, '..', 'autostart'), loginCommand, now.startAtLogin)
    }
    nativeTheme.themeSource = now.theme
  }
}
