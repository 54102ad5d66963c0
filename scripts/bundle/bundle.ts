// Bundles the programs of entries.ts with rolldown, unless no TypeScript source has changed.
import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf, hashOfFiles, hasStamp, writeStamp } from '../content-hash.mjs'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { bundledAddonPath, bundleEntries, externalModules, type BundleEntry } from './entries.ts'

export type BundleResult = {
  /** Output files, relative to the project's root. */
  outputs: readonly string[]
  /** Whether rolldown had to run. */
  bundled: boolean
  /** Entries whose source is not in this checkout. */
  missing: readonly string[]
}

/**
 * @param folder output folder relative to the project's root
 * @throws {Failure} when a source does not parse or an import is not found
 */
export async function buildBundles(folder: string): Promise<BundleResult> {
  const wanted = bundleEntries.filter(({ onlyIn = folder }) => onlyIn === folder)
  const present = wanted.filter(({ source }) => existsSync(join(projectRoot, source)))
  const missing = wanted.filter((entry) => !present.includes(entry)).map((e) => e.source)
  const outputs = present
    .flatMap(({ output, types }) => [output, ...(types === undefined ? [] : [types.output])])
    .map((output) => `${folder}/${output}`)
  const stampFile = join(projectRoot, 'out/stamp', `bundles+${folder.replaceAll('/', '+')}`)
  const hash = inputHash(present)
  const upToDate = outputs.every((file) => existsSync(join(projectRoot, file)))
  if (upToDate && hasStamp(stampFile, hash)) return { outputs, bundled: false, missing }
  for (const entry of present) {
    await bundle(entry, folder)
    if (entry.types === undefined) continue
    const { source, output } = entry.types
    copyFileSync(join(projectRoot, source), join(projectRoot, folder, output))
  }
  writeStamp(stampFile, hash)
  return { outputs, bundled: present.length > 0, missing }
}

async function bundle(entry: BundleEntry, folder: string): Promise<void> {
  // Loaded here: a start with nothing to bundle does not pay for it.
  const { rolldown } = await import('rolldown')
  try {
    const build = await rolldown({
      input: join(projectRoot, entry.source),
      cwd: projectRoot,
      platform: 'node',
      external: externalModules,
      transform: { define: { __NATIVE_ADDON__: JSON.stringify(entry.addon ?? bundledAddonPath) } },
      onwarn(warning) {
        throw new Failure(warning.message)
      },
    })
    await build.write({
      file: join(projectRoot, folder, entry.output),
      format: entry.format ?? 'esm',
      sourcemap: true,
      // A dynamic import must not need a second file beside a program that is "one executable".
      codeSplitting: false,
    })
    await build.close()
  } catch (error) {
    // Rolldown's message ends in its own stack, which says nothing about the source.
    const words = (error instanceof Error ? error.message : String(error)).split('\n    at ')[0]
    throw new Failure(`${entry.source} cannot be bundled:\n${words}`)
  }
}

function inputHash(entries: readonly BundleEntry[]): string {
  const folders = new Set(['dataplane', ...entries.map(({ source }) => source.split('/')[0]!)])
  const sources = [...folders].flatMap((folder) =>
    readdirSync(join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|mts|json)$/.test(name) && !/\.(test|spec)\.ts$/.test(name))
      .sort()
      .map((name) => join(projectRoot, folder, name)),
  )
  const settings = readFileSync(new URL('./entries.ts', import.meta.url))
  const lock = readFileSync(join(projectRoot, 'package-lock.json'))
  return hashOf([JSON.stringify(entries), settings, lock, hashOfFiles(sources)])
}
