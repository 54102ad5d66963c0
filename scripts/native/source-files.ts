// Lists the C++ sources of a folder.
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.mjs'

/**
 * @param folder relative to the project's root; one that does not exist has no sources
 * @returns paths relative to the project's root, sorted, of the `.cc` files directly in it
 */
export function sourceFiles(folder: string): string[] {
  const path = join(projectRoot, folder)
  if (!existsSync(path)) return []
  return readdirSync(path)
    .filter((name) => name.endsWith('.cc'))
    .sort()
    .map((name) => `${folder}/${name}`)
}
