// Shows a tray model by Electron.
import { isDeepStrictEqual } from 'node:util'
import { Menu, Tray, nativeImage } from 'electron'
import type { MenuItemConstructorOptions } from 'electron'
import type { TrayAct, TrayIcon, TrayItem, TrayModel } from './tray-model.ts'

export interface ShownTrayOptions {
  iconPath: (icon: TrayIcon) => string
  onAct: (act: TrayAct) => void
}

export class ShownTray {
  readonly #options: ShownTrayOptions
  #tray: Tray | undefined
  #shown: TrayModel | undefined

  constructor(options: ShownTrayOptions) {
    this.#options = options
  }

  show(model: TrayModel): void {
    const before = this.#shown
    if (isDeepStrictEqual(model, before)) return
    this.#shown = model
    const image = () => nativeImage.createFromPath(this.#options.iconPath(model.icon))
    if (this.#tray === undefined) {
      this.#tray = new Tray(image())
      // Which click it is, is up to the desktop; the menu has all of it.
      this.#tray.on('click', () => this.#options.onAct({ act: 'open', page: null }))
    } else if (before?.icon !== model.icon) this.#tray.setImage(image())
    this.#tray.setToolTip(model.tooltip)
    // Linux shows a changed menu only when it is set again (Electron's documentation of Tray).
    this.#tray.setContextMenu(Menu.buildFromTemplate(model.menu.map((item) => this.#entry(item))))
  }

  /** Idempotent. */
  stop(): void {
    this.#tray?.destroy()
    this.#tray = undefined
    this.#shown = undefined
  }

  #entry(item: TrayItem): MenuItemConstructorOptions {
    switch (item.kind) {
      case 'separator':
        return { type: 'separator' }
      case 'submenu':
        return { label: item.label, submenu: item.items.map((each) => this.#entry(each)) }
      case 'item': {
        const { label, act } = item
        if (act === null) return { label, enabled: false }
        return { label, click: () => this.#options.onAct(act) }
      }
      default:
        return item satisfies never
    }
  }
}
