// A program that outlives the app: in a session of its own, and what it says goes to a file, so that it misses nobody.
import { spawn } from 'node:child_process'
import { closeSync, fstatSync, mkdirSync, openSync, readSync } from 'node:fs'
import { dirname } from 'node:path'
import { lastWordsOf } from './last-words.ts'
import { lastWordsBytes } from './limits.ts'

export type ProgramEnd = {
  /** Null where a signal ended it, or it could not be run. */
  status: number | null
  /** There is no such program. */
  isMissing: boolean
  /** Its last lines; null where it said nothing, or nobody listened. */
  lastWords: string | null
}

/** `log`: the file for what it says, written anew; null for nowhere. Never rejects. */
export type RunProgram = (argv: readonly string[], log: string | null) => Promise<ProgramEnd>

export const runProgram: RunProgram = async ([program = '', ...words], log) => {
  let file: number | 'ignore' = 'ignore'
  try {
    if (log !== null) {
      mkdirSync(dirname(log), { recursive: true, mode: 0o700 })
      file = openSync(log, 'w', 0o600)
    }
  } catch {
    // What it says is lost then, and it runs as well.
  }
  const child = spawn(program, words, { detached: true, stdio: ['ignore', file, file] })
  child.unref()
  if (file !== 'ignore') closeSync(file)
  return new Promise((resolve) => {
    child.once('error', (error: NodeJS.ErrnoException) => {
      const isMissing = error.code === 'ENOENT'
      resolve({ status: null, isMissing, lastWords: isMissing ? null : error.message })
    })
    child.once('exit', (status) => {
      resolve({ status, isMissing: false, lastWords: log === null ? null : lastWordsIn(log) })
    })
  })
}

function lastWordsIn(log: string): string | null {
  try {
    return lastWordsOf(endOf(log))
  } catch {
    return null
  }
}

/** @throws the file system's error */
function endOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const bytes = Buffer.alloc(lastWordsBytes)
    const from = Math.max(0, fstatSync(file).size - bytes.length)
    return bytes.toString('utf8', 0, readSync(file, bytes, 0, bytes.length, from))
  } finally {
    closeSync(file)
  }
}
