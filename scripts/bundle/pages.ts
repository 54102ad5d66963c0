// Builds the pages (renderer/) with Vite, unless none of their sources has changed.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf, hashOfFiles, hasStamp, writeStamp } from '../content-hash.mjs'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'

/** Whose files end up in the pages. */
const SOURCE_FOLDERS = ['renderer', 'main/bridge', 'dataplane/contract', 'dataplane/configuration']

/** @throws {Failure} when a source does not parse or an import is not found */
export async function buildPages(): Promise<'built' | 'up to date'> {
  const stampFile = join(projectRoot, 'out/stamp', 'pages')
  const lock = readFileSync(join(projectRoot, 'package-lock.json'))
  const hash = hashOf([lock, hashOfFiles(SOURCE_FOLDERS.flatMap(sourcesIn))])
  const isThere = existsSync(join(projectRoot, 'out/renderer/index.html'))
  if (isThere && hasStamp(stampFile, hash)) return 'up to date'
  // Loaded here: a start with nothing to build does not pay for it.
  const { build } = await import('vite')
  try {
    await build({ configFile: join(projectRoot, 'renderer/vite.config.ts'), logLevel: 'error' })
  } catch (error) {
    const words = (error instanceof Error ? error.message : String(error)).split('\n    at ')[0]
    throw new Failure(`The pages cannot be built:\n${words}`)
  }
  writeStamp(stampFile, hash)
  return 'built'
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(
      (name) => /\.(tsx?|css|html|svg|json)$/.test(name) && !/\.(test|spec)\.tsx?$/.test(name),
    )
    .sort()
    .map((name) => join(projectRoot, folder, name))
}
