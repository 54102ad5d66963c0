// Replaces a configuration file, as an editor would: the file at the end of links, with the mode and owner that it had.
import { realpathSync, statSync } from 'node:fs'
import { writeFileAtomically } from '../lib/atomic-file.ts'
import { privateModes } from '../lib/private-file.ts'

/** Everybody may read it: it names the files of secrets and holds none. */
const newFileMode = 0o644

/**
 * The right of everybody to write is not kept: such a file would not be read.
 * @throws the file system's error; the old file is then untouched
 */
export function writeConfiguration(path: string, text: string): void {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats === undefined) {
    writeFileAtomically(path, text, newFileMode)
    return
  }
  const mode = stats.mode & 0o777 & ~privateModes.writableByNotEverybody
  writeFileAtomically(realpathSync(path), text, mode, stats)
}
