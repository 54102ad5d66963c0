// The desktop app itself, where an Electron binary and a display are: the same specs then drive its window.
import { existsSync, readFileSync } from 'node:fs'
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
  return _electron.launch({ executablePath, args: [root, ...noSandbox, ...words] })
}
