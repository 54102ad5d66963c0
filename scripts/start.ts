// `npm start`: the app, on the desktop where Electron and a display are, else in the browser; until Ctrl-C or SIGTERM. Nothing
// of it is left then, nor when this process, or npm, is killed.
//
// Where this machine has no configuration of VIP, a lab comes up with it. Words behind `npm start --` are those of `vip ui`;
// with those that only it knows, such as --no-open, the app is for the browser.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { canShowWindow, findElectron, hasElectronPackage, hasSandbox } from './electron-binary.ts'
import { projectRoot } from './project-root.mjs'

const ANCESTOR_CHECK_MS = 500

const isConfigured = existsSync('/etc/vip/vip.toml')
const words = [...(isConfigured ? [] : ['--lab']), ...process.argv.slice(2)]

const app = spawn(
  // The kernel ends the app when this process is killed with -9, too.
  'setpriv',
  ['--pdeathsig', 'TERM', ...command(), ...words],
  { stdio: 'inherit' },
)

// Ctrl-C reaches the app by the terminal; a second one from here would only confuse it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => app.kill('SIGTERM'))
process.on('SIGHUP', () => app.kill('SIGHUP'))

// npm, or the shell that it starts scripts with, tells nobody when it is killed with -9: this process
// then has other ancestors.
const ancestors = findAncestors()
const ancestorCheck = setInterval(() => {
  if (findAncestors() !== ancestors) app.kill('SIGTERM')
}, ANCESTOR_CHECK_MS)

app.on('error', (error) => {
  clearInterval(ancestorCheck)
  process.stderr.write(`VIP could not be started: ${error.message} (setpriv is in util-linux)\n`)
  process.exitCode = 1
})
app.on('exit', (status, signal) => {
  clearInterval(ancestorCheck)
  process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal]
})

/** Without the words. */
function command(): string[] {
  const isForBrowser = words.some((word) => /^--(no-open|port|json)\b/.test(word))
  const inBrowser = [join(projectRoot, 'out', 'vip'), 'ui']
  if (isForBrowser || !canShowWindow()) return inBrowser
  const electron = findElectron()
  if (electron === undefined) {
    if (hasElectronPackage())
      say('Electron is not here yet; for the app in a window: npx install-electron.')
    return inBrowser
  }
  if (hasSandbox(electron)) return [electron, projectRoot]
  say("This system lets Electron have no sandbox (AppArmor's rule for user namespaces).")
  return inBrowser
}

function say(why: string): void {
  process.stderr.write(`${why} VIP opens in the browser.\n`)
}

/** The process numbers of the parent and, where npm is above, the grandparent. */
function findAncestors(): string {
  const parent = process.ppid
  if (process.env['npm_lifecycle_event'] === undefined) return `${parent}`
  try {
    // proc(5): "PPid" of /proc/<pid>/status
    const status = readFileSync(`/proc/${parent}/status`, 'utf8')
    return `${parent} ${/^PPid:\s*(\d+)$/m.exec(status)?.[1] ?? 'none'}`
  } catch {
    // The parent ended between the two questions; so much the more has it changed.
    return 'gone'
  }
}
