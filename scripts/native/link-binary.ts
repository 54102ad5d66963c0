// Links objects and archives to one program or shared object, unless the one that is there was
// linked from the same inputs.
import { existsSync, mkdirSync, renameSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hashOf, hasStamp, writeStamp } from '../content-hash.mjs'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { capture } from '../run-command.mjs'
import type { CompiledObjects } from './compile-objects.ts'

export type Link = {
  compiler: string
  objects: CompiledObjects
  archives: readonly string[]
  flags: readonly string[]
  /** Relative to the project's root. */
  output: string
}

/**
 * @returns whether it had to be linked
 * @throws {Failure} with the linker's words
 */
export async function linkBinary(link: Link): Promise<boolean> {
  const { compiler, objects, archives, flags, output } = link
  const hash = hashOf([objects.hash, compiler, ...archives, ...flags])
  const target = join(projectRoot, output)
  const stampFile = join(projectRoot, 'out', 'stamp', `${output.replaceAll('/', '+')}`)
  if (existsSync(target) && hasStamp(stampFile, hash)) return false
  mkdirSync(dirname(target), { recursive: true })
  // Renamed into place: a running helper keeps the file it has mapped, and nobody sees half a file.
  const unfinished = `${output}.new`
  const argv = [compiler, '-o', unfinished, ...objects.objects, ...archives, ...flags]
  const result = await capture(argv, { cwd: projectRoot })
  if (result.status !== 0) throw new Failure(`${output} does not link:\n${result.output}`)
  renameSync(join(projectRoot, unfinished), target)
  writeStamp(stampFile, hash)
  return true
}
