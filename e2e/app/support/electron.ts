// The desktop app itself, where an Electron binary and a display are: the same specs then drive its window.
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron } from 'playwright'
import type { ElectronApplication } from 'playwright'

const root = join(import.meta.dirname, '../../..')

/** As the package `electron` looks for it, which would download one where there is none. */
export function electronBinary(): string | undefined {
  const { DISPLAY, WAYLAND_DISPLAY, ELECTRON_OVERRIDE_DIST_PATH } = process.env
  if (!DISPLAY && !WAYLAND_DISPLAY) return undefined
  const folder = dirname(fileURLToPath(import.meta.resolve('electron/package.json')))
  const named = join(folder, 'path.txt')
  const name = existsSync(named) ? readFileSync(named, 'utf8') : 'electron'
  const binary = join(ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name)
  return existsSync(binary) ? binary : undefined
}

/** @param words of the app, such as `--run-dir` */
export async function openElectron(
  executablePath: string,
  words: readonly string[],
): Promise<ElectronApplication> {
  // Chromium's own sandbox does not take root, as whom the lab's specs run.
  const noSandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  // Preferences of the person who runs the tests are theirs.
  const folder = mkdtempSync(join(tmpdir(), 'vip-app-spec-'))
  const env = { ...process.env, XDG_CONFIG_HOME: folder } as Record<string, string>
  const args = [root, ...noSandbox, ...words]
  const app = await _electron.launch({ executablePath, args, env })
  app.on('close', () => rmSync(folder, { recursive: true, force: true }))
  return app
}
