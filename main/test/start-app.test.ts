// The entry of the desktop app: one instance, its order of start and end.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { temporaryFolder } from '../../dataplane/lib/temporary-folder.ts'
import type { builtFiles } from '../built-files.ts'

type Fake = typeof import('./electron-fake.ts')

let folder: string
let pages: string
let electron: Fake
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
let listeners: Map<string, NodeJS.SignalsListener[]>
beforeEach(async () => {
  folder = temporaryFolder()
  pages = join(folder, 'pages')
  mkdirSync(pages)
  writeFileSync(join(pages, 'index.html'), '<p>')
  vi.stubEnv('XDG_CONFIG_HOME', folder)
  vi.stubEnv('VIP_RUN_DIR', folder)
  listeners = new Map(signals.map((name) => [name, process.listeners(name)]))
  vi.resetModules()
  vi.doMock('../shell/tray-host.ts', () => ({ hasTrayHost: () => Promise.resolve(true) }))
  vi.doMock('../built-files.ts', () => ({
    builtFiles: (): ReturnType<typeof builtFiles> => ({
      ...{ pages, preload: '/p', icons: '/i', vip: join(folder, 'vip') },
    }),
  }))
  electron = await import('./electron-fake.ts')
})
afterEach(async () => {
  const { app } = electron
  if (app.ended === undefined) {
    app.quit()
    await vi.waitUntil(() => app.ended)
  }
  for (const [name, before] of listeners) {
    process.removeAllListeners(name)
    for (const listener of before) process.on(name, listener)
  }
  vi.doUnmock('../shell/tray-host.ts')
  vi.doUnmock('../built-files.ts')
  vi.unstubAllEnvs()
})

async function started(): Promise<void> {
  await import('../index.ts')
  electron.app.becomeReady()
}

const windows = () => electron.BrowserWindow.getAllWindows()

it('is sandboxed from the beginning, and has its files in a folder of its own', async () => {
  await import('../index.ts')
  const { app, protocol } = electron
  expect(app.isSandboxEnabled).toBe(true)
  expect(protocol.privileged).toHaveLength(1)
  expect(app.paths.get('userData')).toBe(join(folder, 'vip', 'chromium'))
  expect(windows()).toEqual([])
  app.becomeReady()
  await vi.waitUntil(() => windows().length === 1)
  expect(electron.Menu.applicationMenu).toBeNull()
})

it('shows the window of the first when it is started a second time', async () => {
  await started()
  await vi.waitUntil(() => windows().length === 1)
  windows()[0]?.close()
  electron.app.emit('second-instance')
  expect(windows()).toHaveLength(1)
})

it('ends at once where another one runs', async () => {
  electron.app.hasLock = false
  await started()
  expect(electron.app.ended).toEqual({ status: 0 })
  expect(windows()).toEqual([])
})

it('ends in order when it is told to, once', async () => {
  await started()
  await vi.waitUntil(() => windows().length === 1)
  process.emit('SIGTERM')
  process.emit('SIGTERM')
  expect(electron.app.ended).toBeUndefined()
  await vi.waitUntil(() => electron.app.ended !== undefined)
  expect(windows()).toEqual([])
  expect(electron.Tray.all[0]?.isDestroyed).toBe(true)
})

it('says what is missing where it cannot start', async () => {
  pages = join(folder, 'nowhere')
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await started()
  await vi.waitUntil(() => electron.app.ended !== undefined)
  expect(electron.app.ended).toEqual({ status: 1 })
  expect(said.mock.calls.join()).toContain('nowhere is missing or empty')
  said.mockRestore()
})
