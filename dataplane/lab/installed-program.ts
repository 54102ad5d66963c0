// Where a program of the machine is.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where root's programs are, also when PATH is a user's. */
const systemFolders = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** Its absolute path, or undefined when it is not installed. */
export function installedProgram(name: string): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders]
  return folders.map((folder) => join(folder || '/', name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
