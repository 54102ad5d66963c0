// `npm start`: brings the lab up in the foreground. Ctrl-C (or SIGTERM) ends it, and leaves nothing.
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './project-root.mjs'

const ANCESTOR_CHECK_MS = 500

const lab = spawn(
  // The kernel ends the lab when this process is killed with -9, too.
  'setpriv',
  ['--pdeathsig', 'TERM', join(projectRoot, 'out', 'vip'), 'lab', 'up', '--foreground'],
  { stdio: 'inherit' },
)

// Ctrl-C reaches the lab by the terminal; a second one from here would only confuse it.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => lab.kill('SIGTERM'))
process.on('SIGHUP', () => lab.kill('SIGHUP'))

// npm, or the shell that it starts scripts with, tells nobody when it is killed with -9: this process
// then has other ancestors.
const ancestors = findAncestors()
const ancestorCheck = setInterval(() => {
  if (findAncestors() !== ancestors) lab.kill('SIGTERM')
}, ANCESTOR_CHECK_MS)

lab.on('error', (error) => {
  clearInterval(ancestorCheck)
  process.stderr.write(
    `The lab could not be started: ${error.message} (setpriv is in util-linux)\n`,
  )
  process.exitCode = 1
})
lab.on('exit', (status, signal) => {
  clearInterval(ancestorCheck)
  process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal]
})

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
