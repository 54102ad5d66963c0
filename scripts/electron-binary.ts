// Whether Electron can be started here. Its package is only looked at: loading it would fetch a program where there is none.
import { accessSync, constants, existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { projectRoot } from './project-root.mjs'

/** Where Electron's package notes the name of its program, inside of its folder `dist` (its index.js). */
const electronFolder = join(projectRoot, 'node_modules', 'electron')

/**
 * The path of Electron's program; undefined where it is not installed. `ELECTRON_OVERRIDE_DIST_PATH` names another folder,
 * as for the package itself.
 */
export function findElectron(
  env: NodeJS.ProcessEnv = process.env,
  folder: string = electronFolder,
): string | undefined {
  const noted = wordIn(join(folder, 'path.txt'))
  const override = env['ELECTRON_OVERRIDE_DIST_PATH'] ?? ''
  if (override === '' && noted === undefined) return undefined
  const path = join(override === '' ? join(folder, 'dist') : override, noted ?? 'electron')
  return canRun(path) ? path : undefined
}

/** Whether its package is there, which can fetch the program. */
export function hasElectronPackage(folder: string = electronFolder): boolean {
  return existsSync(join(folder, 'package.json'))
}

const restriction = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns'

/**
 * Whether Chromium has a sandbox, without which we do not start it: by user namespaces, or by a program of root's beside
 * Electron's (Chromium's documentation, "Linux SUID Sandbox Development").
 */
export function hasSandbox(electron: string, restrictionFile: string = restriction): boolean {
  if (wordIn(restrictionFile) !== '1') return true
  const stat = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false })
  return stat?.uid === 0 && (stat.mode & 0o7777) === 0o4755
}

/**
 * Whether a window can be shown: a display, and somebody else than root, for whom Chromium has no sandbox (and without one
 * we do not start it).
 */
export function canShowWindow(
  env: NodeJS.ProcessEnv = process.env,
  uid: number | undefined = process.getuid?.(),
): boolean {
  const hasDisplay = (env['WAYLAND_DISPLAY'] ?? '') !== '' || (env['DISPLAY'] ?? '') !== ''
  return hasDisplay && uid !== 0
}

function wordIn(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    return undefined
  }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
