// The desktop app over the fake Electron, with a real control socket and an invented domain behind it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { ServedDomain } from '../../dataplane/control/test/served-domain.ts'
import { sampleQuestion } from '../../dataplane/control/test/sample-facts.ts'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import type { BuiltFiles } from '../built-files.ts'
import { ipcChannels } from '../bridge/acts.ts'
import { DesktopApp } from '../shell/desktop-app.ts'
import {
  BrowserWindow,
  Notification,
  Tray,
  app,
  clipboard,
  ipcMain,
  ipcRenderer,
  nativeTheme,
  session,
} from './electron-fake.ts'
import { StillLab } from './still-lab.ts'

// A test must not start the helper of the machine that it runs on.
vi.mock('../helper/launch-helper.ts', () => ({
  launchHelper: ({ vip }: { vip: string }) => Promise.resolve({ is: 'not-installed', path: vip }),
}))

let served: ServedDomain
let folder: string
let files: BuiltFiles
let lab: StillLab
let desktop: DesktopApp
beforeEach(async () => {
  served = await ServedDomain.start()
  folder = temporaryFolder()
  files = {
    ...{ pages: join(folder, 'pages'), preload: '/opt/vip/preload.cjs' },
    ...{ icons: '/opt/vip/icons', vip: join(folder, 'no vip') },
  }
  mkdirSync(files.pages)
  writeFileSync(join(files.pages, 'index.html'), '<p>')
  vi.stubEnv('XDG_CONFIG_HOME', folder)
  vi.stubEnv('VIP_RUN_DIR', served.folder)
  session.defaultSession.schemes.clear()
  session.defaultSession.removeAllListeners()
  Tray.all.length = 0
  Notification.all.length = 0
  app.ended = undefined
})
afterEach(async () => {
  await desktop.stop()
  for (const window of BrowserWindow.getAllWindows()) window.close()
  await served.stop()
  vi.unstubAllEnvs()
})

function started({ hasTray = true, isHidden = false, bringsLabUp = false } = {}): DesktopApp {
  desktop = new DesktopApp({
    ...{ files, folder: join(folder, 'vip'), hasTray, loginCommand: ['/opt/vip/app', '--hidden'] },
    openLab: (news) => (lab = new StillLab(news)),
  })
  desktop.start({ isHidden, bringsLabUp })
  return desktop
}

const theWindow = (): BrowserWindow => {
  const [window] = BrowserWindow.getAllWindows()
  if (window === undefined) throw new Error('no window')
  return window
}

/** The entry of the tray's newest menu that begins with these words. */
const entry = (words: string) =>
  Tray.all[0]?.menus.at(-1)?.entries.find(({ label }) => label?.startsWith(words) === true)

async function click(words: string): Promise<void> {
  const found = await vi.waitUntil(() => entry(words))
  found.click?.()
}

const noticeOf = (words: string) =>
  vi.waitUntil(() =>
    Notification.all.find(({ isShown, options }) => {
      return isShown && String(options['title']).includes(words)
    }),
  )

describe('the window', () => {
  it('opens with the pages, closed to all else', async () => {
    started()
    const { options, webContents } = theWindow()
    expect(webContents.mainFrame.url).toBe('vip://pages/index.html')
    expect(options.webPreferences).toMatchObject({
      ...{ preload: files.preload, sandbox: true, contextIsolation: true },
      ...{ nodeIntegration: false, webSecurity: true, webviewTag: false },
    })
    expect(options['show']).toBe(false)
    await vi.waitUntil(() => theWindow().isShown)
    expect(webContents.openHandler?.({ url: 'https://example.org/' })).toEqual({ action: 'deny' })
    expect(session.defaultSession.schemes.has('vip')).toBe(true)
  })

  it('is where it was the last time', () => {
    started()
    theWindow().maximize()
    theWindow().close()
    desktop.open('trust')
    expect(theWindow().options).toMatchObject({ x: 10, y: 20, width: 1000, height: 700 })
    expect(theWindow().isMaximized()).toBe(true)
    expect(theWindow().webContents.mainFrame.url).toBe('vip://pages/index.html#/trust')
  })

  it('that is open comes to the front, and is told the page', () => {
    started()
    const window = theWindow()
    ipcRenderer.contents = window.webContents
    ipcRenderer.send(ipcChannels.subscribe, true)
    window.minimize()
    desktop.open('peers')
    expect(BrowserWindow.getAllWindows()).toEqual([window])
    expect([window.isMinimized(), window.isFocused()]).toEqual([false, true])
    const last = window.webContents.sent.at(-1)?.words[0]
    expect(last).toEqual({ kind: 'changes', changes: [{ part: 'show-page', value: 'peers' }] })
    desktop.open()
    expect(window.webContents.sent.at(-1)?.words[0]).toEqual(last)
  })

  it('opens on the lab that comes up with it', () => {
    started({ bringsLabUp: true })
    expect(theWindow().webContents.mainFrame.url).toBe('vip://pages/index.html#/lab')
    expect(lab.asked).toEqual([['start', { nameServer: 'vip' }]])
  })

  it('is not shown at login', () => {
    started({ isHidden: true })
    expect(BrowserWindow.getAllWindows()).toEqual([])
  })

  it('is told nothing while it hangs, and made anew when it has crashed', () => {
    started()
    const window = theWindow()
    const { webContents } = window
    ipcRenderer.contents = webContents
    ipcRenderer.send(ipcChannels.subscribe, true)
    window.emit('unresponsive')
    const before = webContents.sent.length
    desktop.open('peers')
    expect(webContents.sent).toHaveLength(before)
    window.emit('responsive')
    expect(webContents.sent.at(-1)?.words[0]).toMatchObject({ kind: 'snapshot' })
    webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    webContents.emit('render-process-gone', {}, { reason: 'clean-exit' })
    expect(webContents.reloads).toBe(1)
    // But not for ever.
    for (let at = 0; at < 5; at += 1) {
      webContents.emit('render-process-gone', {}, { reason: 'crashed' })
    }
    expect(webContents.reloads).toBe(3)
  })

  it('leaves the app in the tray when it is closed', () => {
    started()
    theWindow().close()
    expect(app.ended).toBeUndefined()
  })

  it('ends the app when it is closed where there is no tray', () => {
    started({ hasTray: false })
    expect(Tray.all).toEqual([])
    theWindow().close()
    expect(app.ended).toEqual({ status: 0 })
  })
})

describe('the tray', () => {
  it('appears with a panel that is later than the app, which then stays in it', async () => {
    started({ hasTray: false })
    await vi.waitUntil(() => theWindow().isShown)
    expect(Tray.all).toEqual([])
    desktop.trayAppeared()
    expect(Tray.all).toHaveLength(1)
    theWindow().close()
    expect(app.ended).toBeUndefined()
  })

  it('shows the helper, and turns it off and on', async () => {
    started()
    await vi.waitUntil(() => Tray.all[0]?.tooltip === 'VIP: On, 1 key to check')
    expect(Tray.all[0]?.images.at(-1)).toEqual({ path: '/opt/vip/icons/tray-key.png' })
    expect(entry('Partners')?.submenu).toHaveLength(1)
    expect(entry('No partners')).toBeUndefined()
    await click('Turn off')
    await vi.waitUntil(() => served.domain.called.some(([name]) => name === 'down'))
    served.domain.questions = []
    served.hub.changed('status', 'questions')
    await vi.waitUntil(() => Tray.all[0]?.tooltip.startsWith('VIP: Off'))
    await click('Turn on')
    await vi.waitUntil(() => served.domain.called.some(([name]) => name === 'up'))
  })

  it('is drawn anew only where something of it is another', async () => {
    started()
    await vi.waitUntil(() => entry('Partners'))
    const { webContents } = theWindow()
    ipcRenderer.contents = webContents
    ipcRenderer.send(ipcChannels.subscribe, true)
    const count = Tray.all[0]?.menus.length
    served.domain.peers = []
    served.hub.changed('peers')
    await vi.waitUntil(() => JSON.stringify(webContents.sent).includes('"facts-changed"'))
    expect(Tray.all[0]?.menus).toHaveLength(count ?? 0)
  })

  it('copies, and opens pages, by its menu and by a click', async () => {
    started({ isHidden: true })
    await click('This computer: laptop.example.org')
    expect(clipboard.text).toBe('laptop.example.org 240.1.2.3')
    await click('1 key to check')
    expect(theWindow().webContents.mainFrame.url).toContain('#/trust')
    theWindow().close()
    Tray.all[0]?.emit('click')
    expect(theWindow().webContents.mainFrame.url).toBe('vip://pages/index.html')
  })

  it('tells nothing of a helper that is lost but that', async () => {
    started({ isHidden: true })
    await vi.waitUntil(() => entry('Partners'))
    await served.server.stop()
    await vi.waitUntil(() => Tray.all[0]?.tooltip === 'VIP: The helper has stopped answering.')
    expect([entry('Partners'), entry('1 key to check')]).toEqual([undefined, undefined])
    expect(entry('No partners now')).toBeDefined()
  })

  it('starts a helper that is gone', async () => {
    await served.server.stop()
    started({ isHidden: true })
    await click('Start the helper')
    await vi.waitUntil(() => Tray.all[0]?.tooltip.includes('not installed'))
    expect(Tray.all[0]?.tooltip).toBe(`VIP: The helper is not installed: ${files.vip} is missing.`)
  })

  it('quits, and leaves the helper as it is', async () => {
    started()
    await click('Quit')
    expect(app.ended).toEqual({ status: 0 })
    expect(served.domain.called).toEqual([])
  })

  it('turns off and quits, or says that it could not', async () => {
    started({ isHidden: true })
    served.domain.acts.down = () => Promise.reject(new Error('broken'))
    await click('Turn off and quit')
    const notice = await noticeOf('could not be turned off')
    expect(app.ended).toBeUndefined()
    notice.emit('click')
    expect(theWindow().webContents.mainFrame.url).toContain('#/status')
    served.domain.acts.down = () => ({ enabled: false, changed: true })
    await click('Turn off and quit')
    await vi.waitUntil(() => app.ended !== undefined)
  })
})

describe('notices', () => {
  it('come while nobody looks, lead to their page and go when they are void', async () => {
    started({ isHidden: true })
    const notice = await noticeOf(`Is this ${sampleQuestion.name}?`)
    expect(notice.options).toMatchObject({ urgency: 'normal', timeoutType: 'never' })
    expect(notice.options).not.toHaveProperty('actions')
    notice.emit('click')
    expect(theWindow().webContents.mainFrame.url).toContain('#/trust')
    served.domain.questions = []
    served.hub.changed('questions')
    await vi.waitUntil(() => !notice.isShown)
  })

  it('come one of a kind, and not while the window has the focus', async () => {
    started({ isHidden: true })
    await noticeOf('Is this')
    const changed = (name: string) =>
      served.events.publish({
        ...{ kind: 'key-changed', name, offered: 'SHA256:x', stored: [], endpoint: '192.0.2.9:1' },
      })
    changed('one.example.org')
    const first = await noticeOf('one.example.org has changed')
    expect(first.options).toMatchObject({ urgency: 'critical' })
    changed('two.example.org')
    const second = await noticeOf('two.example.org has changed')
    expect(first.isShown).toBe(false)
    desktop.open()
    await vi.waitUntil(() => theWindow().isFocused())
    const count = Notification.all.length
    changed('three.example.org')
    served.events.publish({ kind: 'switched', enabled: true })
    served.domain.questions = []
    served.hub.changed('questions')
    await vi.waitUntil(() => Notification.all.every((each) => each === second || !each.isShown))
    expect(Notification.all).toHaveLength(count)
    await desktop.stop()
    expect(second.isShown).toBe(false)
  })

  it('do not come where the desktop shows none', async () => {
    Notification.hasSupport = false
    onTestFinished(() => void (Notification.hasSupport = true))
    started({ isHidden: true })
    await vi.waitUntil(() => Tray.all[0]?.tooltip === 'VIP: On, 1 key to check')
    expect(Notification.all).toEqual([])
  })
})

describe('preferences', () => {
  const choose = (input: object) =>
    ipcRenderer.invoke(ipcChannels.act, 'setPreferences', input) as Promise<unknown>

  it('set the theme, and the start at login', async () => {
    started()
    ipcRenderer.contents = theWindow().webContents
    expect(await choose({ theme: 'dark', startAtLogin: true })).toEqual({ ok: true, value: null })
    expect(nativeTheme.themeSource).toBe('dark')
    const path = join(folder, 'autostart', 'vip.desktop')
    expect(readFileSync(path, 'utf8')).toContain('Exec="/opt/vip/app" "--hidden"')
    await choose({ startAtLogin: false, theme: 'system' })
    expect(existsSync(path)).toBe(false)
  })

  it('that cannot be put into force say why', async () => {
    writeFileSync(join(folder, 'autostart'), 'in the way')
    started()
    ipcRenderer.contents = theWindow().webContents
    expect(await choose({ startAtLogin: true, theme: 'dark' })).toMatchObject({
      ok: false,
      fault: { code: 'desk-failed', data: { act: 'setPreferences' } },
    })
    expect(nativeTheme.themeSource).toBe('system')
  })
})

it('does not start without its pages, and says where they should be', () => {
  writeFileSync(join(files.pages, 'index.html'), '')
  files = { ...files, pages: join(folder, 'nowhere') }
  expect(() => started()).toThrow(`${files.pages} is missing or empty`)
})

it('ends all that it has begun', async () => {
  started()
  await vi.waitUntil(() => Tray.all[0]?.tooltip === 'VIP: On, 1 key to check')
  await Promise.all([desktop.stop(), desktop.stop()])
  expect(lab.asked).toEqual([['close']])
  expect(BrowserWindow.getAllWindows()).toEqual([])
  expect(Tray.all[0]?.isDestroyed).toBe(true)
  expect(Notification.all.filter(({ isShown }) => isShown)).toEqual([])
  expect(ipcMain.handlers.size).toBe(0)
})
