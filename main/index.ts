// Entry of the desktop app in Electron. One at a time: a second start shows the window of the first.
import { app, Menu } from 'electron'
import { join } from 'node:path'
import { systemClock } from '../dataplane/lib/clock.ts'
import { messageOf } from '../dataplane/lib/error-message.ts'
import { builtFiles } from './built-files.ts'
import type { LabNews } from './desk/lab-session.ts'
import { configurationFolder } from './desk/preferences.ts'
import { CommandLab } from './lab/command-lab.ts'
import { labProgramStarter } from './lab/lab-program.ts'
import { hiddenOption, readAppSettings } from './shell/app-settings.ts'
import { DesktopApp } from './shell/desktop-app.ts'
import { registerPagesScheme } from './shell/pages-protocol.ts'
import { hasTrayHost, untilTrayHost } from './shell/tray-host.ts'

const folder = configurationFolder()
const files = builtFiles(import.meta.url)
const settings = readAppSettings(process.argv.slice(1))

registerPagesScheme()
app.enableSandbox()
// Chromium's own files, of which the lock for one instance is one.
app.setPath('userData', join(folder, 'chromium'))

if (app.requestSingleInstanceLock()) void run()
else app.quit()

async function run(): Promise<void> {
  const [, hasTray] = await Promise.all([app.whenReady(), hasTrayHost()])
  Menu.setApplicationMenu(null)
  const { runDirectory } = settings
  const isMounted = process.env['APPIMAGE'] !== undefined
  const desktop = new DesktopApp({
    ...{ files, folder, openLab, hasTray, runDirectory, isMounted },
    loginCommand: loginCommand(),
  })
  app.on('second-instance', () => desktop.open())
  // The tray, or the window's end, decides; Electron would quit.
  app.on('window-all-closed', () => {})
  let hasStopped = false
  app.on('before-quit', (event) => {
    if (hasStopped) return
    event.preventDefault()
    void desktop.stop().then(() => {
      hasStopped = true
      app.quit()
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => app.quit())
  try {
    desktop.start(settings)
    if (!hasTray && settings.isHidden && (await untilTrayHost(systemClock))) desktop.trayAppeared()
  } catch (error) {
    process.stderr.write(`vip: ${messageOf(error)}\n`)
    app.exit(1)
  }
}

function openLab(news: LabNews): CommandLab {
  const startProgram = labProgramStarter([files.vip], settings.labName)
  return new CommandLab({ startProgram, clock: systemClock, news })
}

/** An AppImage is at another place each time it runs, and says where its file is. */
function loginCommand(): string[] {
  const program = process.env['APPIMAGE'] ?? process.execPath
  return app.isPackaged ? [program, hiddenOption] : [program, app.getAppPath(), hiddenOption]
}
