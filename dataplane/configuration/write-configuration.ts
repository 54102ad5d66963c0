// Replaces a configuration file, as an editor would: the file at the end of links, with the mode and owner that it had.
import { realpathSync, statSync } from 'node:fs'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import { privateModes } from '../lib/private-file.ts'

/** Everybody may read it: it names the files of secrets and holds none. */
const newFileMode = 0o644

/**
 * A group that the helper is not in is the one thing that it cannot keep. The right of everybody to write is not kept: such a file would not be read.
 * @throws the file system's error; the old file is then untouched
 */
export function writeConfiguration(path: string, text: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    writeFileAtomically(path, text, newFileMode)
    return
  }
  const mode = stats.mode & 0o777 & ~privateModes.writableByNotEverybody
  const { uid, gid } = stats
  if (mayGiveTo(gid)) writeFileAtomically(realpathSync(path), text, mode, { uid, gid })
  else {
    const ours = { uid, gid: process.getgid?.() ?? gid }
    writeFileAtomically(realpathSync(path), text, withoutGroup(mode), ours)
  }
}

/** Whether a file of ours may belong to that group (chown(2)). */
function mayGiveTo(gid: number): boolean {
  const groups = [process.getgid?.(), ...(process.getgroups?.() ?? [])]
  return process.getuid?.() === 0 || groups.includes(gid)
}

/** Another group than the one that had rights has those of everybody. */
function withoutGroup(mode: number): number {
  return (mode & 0o707) | ((mode & 0o007) << 3)
}
