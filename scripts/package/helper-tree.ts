// Lays the files of the package out under out/package/tree, as they will be installed.
import {
  chmodSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { capture } from '../run-command.mjs'
import { emptyFolders, helperFiles } from './helper-files.ts'
import type { PackagedFile } from './helper-files.ts'
import { licenceText } from './licence-text.ts'

export interface HelperTree {
  root: string
  /** Absolute paths of native programs in it. */
  binaries: readonly string[]
}

/**
 * With the umask of those who call it: 022, else not everybody could read what is installed.
 * @throws {Failure} when something is not built
 */
export async function layOutHelper(): Promise<HelperTree> {
  const root = join(projectRoot, 'out', 'package', 'tree')
  rmSync(root, { recursive: true, force: true })
  const binaries: string[] = []
  for (const file of helperFiles(process.arch)) {
    const place = join(root, file.path)
    mkdirSync(dirname(place), { recursive: true })
    await put(file, place)
    if (file.is === 'program') binaries.push(place)
  }
  for (const folder of emptyFolders) mkdirSync(join(root, folder), { recursive: true })
  return { root, binaries }
}

/** @throws {Failure} */
async function put(file: PackagedFile, place: string): Promise<void> {
  if ('source' in file && !existsSync(join(projectRoot, file.source))) {
    throw new Failure(`${file.source} is missing; build it: npm run build`)
  }
  switch (file.is) {
    case 'copy':
      copyFileSync(join(projectRoot, file.source), place)
      chmodSync(place, file.mode)
      return
    case 'program':
      copyFileSync(join(projectRoot, file.source), place)
      chmodSync(place, 0o755)
      await must(['strip', '--strip-unneeded', place])
      return
    case 'folder':
      cpSync(join(projectRoot, file.source), place, { recursive: true })
      openToRead(place)
      return
    case 'link':
      symlinkSync(file.target, place)
      return
    case 'completion':
      writeFileSync(place, await must([join(projectRoot, 'out/vip'), 'completion', file.shell]))
      return
    case 'licences':
      writeFileSync(place, await licenceText())
      return
    default:
      file satisfies never
  }
}

/** Whatever the umask was when it was built: everybody may read, and nobody but the owner write. */
function openToRead(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    chmodSync(join(entry.parentPath, entry.name), entry.isDirectory() ? 0o755 : 0o644)
  }
}

/** @returns what it printed */
async function must(argv: readonly string[]): Promise<string> {
  const { status, output, stdout } = await capture(argv)
  if (status !== 0) throw new Failure(`${argv.join(' ')} failed:\n${output}`)
  return stdout
}
