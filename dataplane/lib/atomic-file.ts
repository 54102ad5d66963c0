// Files that are there whole or not at all.
import { randomBytes } from 'node:crypto'
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'

/**
 * Replaces a file in one step (rename(2)): a reader, or a machine that loses power, sees the old or
 * the new content, and after the return the new one. `mode` is the new file's, before umask;
 * with `owner` it is exactly that, and the file belongs to them from the beginning.
 * @throws the file system's error; the old file is then untouched, but for a failure of the last
 *   step, when the new one is there and may not outlast a power failure
 */
export function writeFileAtomically(
  path: string,
  content: string | Uint8Array,
  mode: number,
  owner?: { uid: number; gid: number },
): void {
  const beside = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeNewFile(beside, content, mode, owner)
    renameSync(beside, path)
  } catch (error) {
    rmSync(beside, { force: true })
    throw error
  }
  syncFolder(dirname(path))
}

function writeNewFile(
  path: string,
  content: string | Uint8Array,
  mode: number,
  owner: { uid: number; gid: number } | undefined,
): void {
  const file = openSync(path, 'wx', mode)
  try {
    if (owner !== undefined) {
      fchownSync(file, owner.uid, owner.gid)
      fchmodSync(file, mode)
    }
    writeFileSync(file, content)
    // Else a crash after the rename may show the new name with nothing in it.
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/**
 * Makes names that were made, replaced or removed in a folder outlast a power failure (fsync(2): a
 * file's own does not). @throws the file system's error
 */
export function syncFolder(path: string): void {
  const folder = openSync(path, 'r')
  try {
    fsyncSync(folder)
  } finally {
    closeSync(folder)
  }
}
