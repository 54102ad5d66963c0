// The helper's own folders, made where they are missing.
import { mkdirSync } from 'node:fs'
import { folderError } from './start-error.ts'

/** @param option by which a person may name another. @throws StartError */
export function makeFolder(path: string, option: string, mode: number): void {
  try {
    mkdirSync(path, { recursive: true, mode })
  } catch (error) {
    throw folderError(error, path, option)
  }
}
