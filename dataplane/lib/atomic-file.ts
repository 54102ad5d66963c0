// Files that are there whole or not at all.
import { randomBytes } from 'node:crypto'
import { renameSync, rmSync, writeFileSync } from 'node:fs'

/**
 * Replaces a file in one step (rename(2)): a reader, or a machine that loses power, sees the old or
 * the new content. `mode` is the new file's, before umask. @throws the file system's error, the old
 * file untouched
 */
export function writeFileAtomically(path: string, content: string, mode: number): void {
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    // "flush": else a crash after the rename may show the new name with nothing in it.
    writeFileSync(beside, content, { mode, flag: 'wx', flush: true })
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
}
