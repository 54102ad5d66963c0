// Which of the programs that a spec drives are not on this machine.
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Where root's programs are, also when PATH is a user's. */
const systemFolders = ['/usr/sbin', '/sbin']

/** A reason to skip, or undefined when all are there. */
export function missingProgram(...names: readonly string[]): string | undefined {
  const missing = names.filter((name) => !isInstalled(name))
  return missing.length === 0 ? undefined : `not installed: ${missing.join(', ')}`
}

function isInstalled(name: string): boolean {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), ...systemFolders]
  return folders.some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
