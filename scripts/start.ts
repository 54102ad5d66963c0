// `npm start`: brings the lab up in the foreground. Ctrl-C (or SIGTERM) ends it, and leaves nothing.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from './project-root.mjs'

const PARENT_CHECK_MS = 500

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

// npm killed with -9 tells nobody: this process then has another parent.
const parent = process.ppid
const parentCheck = setInterval(() => {
  if (process.ppid !== parent) lab.kill('SIGTERM')
}, PARENT_CHECK_MS)

lab.on('error', (error) => {
  clearInterval(parentCheck)
  process.stderr.write(
    `The lab could not be started: ${error.message} (setpriv is in util-linux)\n`,
  )
  process.exitCode = 1
})
lab.on('exit', (status, signal) => {
  clearInterval(parentCheck)
  process.exitCode = signal === null ? (status ?? 1) : 128 + constants.signals[signal]
})
