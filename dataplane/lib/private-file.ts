// Files that others must not have touched, or even read: opened once, judged by what was opened.
import { constants, closeSync, fstatSync, openSync, readFileSync } from 'node:fs'
import type { Stats } from 'node:fs'

/** Which permission bits of group and others are too much. */
export const privateModes = {
  readableByNobodyElse: 0o077,
  writableByNobodyElse: 0o022,
  /** For files that a group may keep together. */
  writableByNotEverybody: 0o002,
} as const

export type PrivateFileFault =
  | { code: 'missing' }
  | { code: 'not-a-file' }
  /** Permission bits, as in 0o644. */
  | { code: 'too-open'; mode: number }
  | { code: 'not-ours'; ownerUid: number }
  | { code: 'too-large'; bytes: number }
  | { code: 'unreadable'; cause: Error }

export type PrivateFile =
  /** Its permission bits, as in 0o644. */
  { ok: true; bytes: Uint8Array; mode: number } | { ok: false; fault: PrivateFileFault }

/**
 * Reads a file of ours or root's, or of anyone, where whoever started us has named it. A symbolic
 * link is followed (configuration is often linked), and the file at its end is judged. Errors are
 * values.
 */
export function readPrivateFile(
  path: string,
  forbiddenMode: number,
  maxBytes: number,
  owner: 'ours' | 'anyone' = 'ours',
): PrivateFile {
  let file: number
  try {
    // "nonblock": opening a FIFO would wait for somebody who writes to it.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    const fault = isMissing
      ? ({ code: 'missing' } as const)
      : ({ code: 'unreadable', cause: error as Error } as const)
    return { ok: false, fault }
  }
  try {
    const stats = fstatSync(file)
    const fault = faultOf(stats, forbiddenMode, maxBytes, owner)
    if (fault !== undefined) return { ok: false, fault }
    return { ok: true, bytes: new Uint8Array(readFileSync(file)), mode: stats.mode & 0o777 }
  } catch (error) {
    return { ok: false, fault: { code: 'unreadable', cause: error as Error } }
  } finally {
    closeSync(file)
  }
}

function faultOf(stats: Stats, forbiddenMode: number, maxBytes: number, owner: 'ours' | 'anyone') {
  if (!stats.isFile()) return { code: 'not-a-file' } as const
  const isOurs = owner === 'anyone' || stats.uid === process.getuid?.() || stats.uid === 0
  if (!isOurs) return { code: 'not-ours', ownerUid: stats.uid } as const
  if (stats.mode & forbiddenMode) return { code: 'too-open', mode: stats.mode & 0o777 } as const
  return stats.size > maxBytes ? ({ code: 'too-large', bytes: stats.size } as const) : undefined
}
