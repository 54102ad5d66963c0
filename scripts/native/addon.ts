// Builds the native addon `tun-tap.node` from `core/` (no N-API) and `addon/` (the N-API face).
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { readFileSync } from 'node:fs'
import { compileObjects } from './compile-objects.ts'
import { findCryptoLibraries } from './crypto-libraries.ts'
import { flavourFlags, flavourLinkFlags, outputFolder, type Flavour } from './flavours.ts'
import { linkBinary } from './link-binary.ts'
import { sourceFiles } from './source-files.ts'

const COMPILER = 'g++'
const PACKAGE_FOLDER = 'dataplane/tun-tap'

export type AddonResult =
  | { kind: 'no-sources' }
  | {
      kind: 'built'
      compiledCount: number
      sourceCount: number
      linked: boolean
      warnings: readonly string[]
    }

/** @throws {Failure} with the compiler's or linker's words */
export async function buildAddon(flavour: Flavour): Promise<AddonResult> {
  const core = sourceFiles(`${PACKAGE_FOLDER}/core`)
  const addon = sourceFiles(`${PACKAGE_FOLDER}/addon`)
  if (addon.length === 0) return { kind: 'no-sources' }
  const crypto = await findCryptoLibraries(COMPILER)
  const napi = napiHeaders()
  const flags = [...flavourFlags[flavour], ...crypto.definitions, `-I${PACKAGE_FOLDER}`]
  const objects = await compileObjects({
    compiler: COMPILER,
    objectFolder: `out/obj/${flavour}`,
    sources: [
      ...core.map((file) => ({ file, flags })),
      ...addon.map((file) => ({ file, flags: [...flags, ...napi.flags] })),
    ],
    fingerprint: `${crypto.fingerprint}\n${napi.fingerprint}`,
  })
  const linked = await linkBinary({
    compiler: COMPILER,
    objects,
    archives: crypto.archives,
    flags: [
      '-shared',
      // No symbol of the archives may be seen by, or bound to, another library of the process.
      '-Wl,--exclude-libs,ALL',
      '-Wl,-Bsymbolic',
      '-Wl,-z,relro,-z,now',
      '-lpthread',
      ...flavourLinkFlags[flavour],
    ],
    output: `${outputFolder(flavour)}/tun-tap.node`,
  })
  return {
    kind: 'built',
    compiledCount: objects.compiledCount,
    sourceCount: core.length + addon.length,
    linked,
    warnings: crypto.warnings,
  }
}

/** The include folders of the two header-only packages; system headers, so that -Werror spares them. */
function napiHeaders(): { flags: string[]; fingerprint: string } {
  const require = createRequire(import.meta.url)
  const manifests = ['node-addon-api', 'node-api-headers'].map((name) =>
    require.resolve(`${name}/package.json`),
  )
  const [addonApi = '', apiHeaders = ''] = manifests.map((file) => dirname(file))
  return {
    flags: [
      '-DNAPI_VERSION=9',
      '-DNAPI_DISABLE_CPP_EXCEPTIONS',
      // A worker that is being terminated can throw nothing; without this the process would be aborted.
      '-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      '-isystem',
      addonApi,
      '-isystem',
      join(apiHeaders, 'include'),
    ],
    fingerprint: manifests.map((file) => readFileSync(file, 'utf8')).join('\n'),
  }
}
