// One script at a time may install or build in a checkout. The lock is the kernel's (flock on a file
// in out/), held by a small child that lives as long as its standard input: when this process ends,
// however it ends, the pipe closes and the lock is free. A lock file with a process id in it would
// instead be left behind by kill -9, and two who both find it stale could both take it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './project-root.mjs'

/**
 * Runs `work` while holding the named lock of this checkout; waits, and says for whom, while another
 * process holds it. Not re-entrant.
 * @template T
 * @param {string} name such as "install"; locks of different names do not know of each other
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withCheckoutLock(name, work) {
  const folder = join(projectRoot, 'out', 'lock')
  mkdirSync(folder, { recursive: true })
  const file = join(folder, name)
  const holder = await acquire(file, name)
  try {
    return await work()
  } finally {
    holder?.stdin.end()
  }
}

/**
 * @param {string} file
 * @param {string} name
 * @returns the child that holds the lock, or undefined on a system without the program `flock`
 */
async function acquire(file, name) {
  // `detached` keeps Ctrl-C, which the terminal sends to the whole group, from freeing the lock
  // before this process has stopped its own work.
  const child = spawn('flock', [file, 'sh', '-c', 'echo held; cat >/dev/null'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    detached: true,
  })
  const waiting = setTimeout(() => {
    const owner = readFileSync(file, 'utf8').trim()
    process.stdout.write(`  waiting for process ${owner}, which runs the same step (${name})\n`)
  }, 500)
  try {
    await Promise.race([once(child.stdout, 'data'), once(child, 'error')])
  } finally {
    clearTimeout(waiting)
  }
  if (child.pid === undefined) {
    process.stdout.write('  no `flock` program here: do not run two builds at once\n')
    return undefined
  }
  child.unref()
  writeFileSync(file, `${process.pid}\n`)
  return child
}
