// The file that says which process of a kind runs, as service tools and people look for it.
import { readFileSync, rmSync } from 'node:fs'
import { writeFileAtomically } from './atomic-file.ts'

/** Everybody may know. */
const pidFileMode = 0o644

/** This process. @throws the file system's error */
export function writePidFile(path: string): void {
  writeFileAtomically(path, `${process.pid}\n`, pidFileMode)
}

/** Undefined where there is none, or something else. That the process still runs is not said. */
export function readPidFile(path: string): number | undefined {
  try {
    const text = readFileSync(path, 'utf8')
    return /^[1-9]\d{0,9}\n$/.test(text) ? Number(text) : undefined
  } catch {
    return undefined
  }
}

/** Only one that is this process's own. */
export function removePidFile(path: string): void {
  if (readPidFile(path) === process.pid) rmSync(path, { force: true })
}
