// How the person at the terminal can call this program again: suggestions must be commands that work.
import { delimiter, dirname, relative } from 'node:path'

/**
 * `vip` where its folder is in PATH, else its path from the working directory or from the root, whichever is shorter.
 * @param calledAs the launcher's path as it was called; undefined when it was not the launcher
 */
export function programName(
  calledAs: string | undefined,
  pathFolders: string,
  workingDirectory: string,
): string {
  if (calledAs === undefined || pathFolders.split(delimiter).includes(dirname(calledAs))) {
    return 'vip'
  }
  const fromHere = relative(workingDirectory, calledAs)
  return fromHere.length < calledAs.length ? fromHere : calledAs
}

/** The same of this process. */
export function thisProgramName(): string {
  return programName(process.env['VIP_CALLED_AS'], process.env['PATH'] ?? '', process.cwd())
}
