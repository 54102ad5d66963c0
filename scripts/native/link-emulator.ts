// Builds the lab's link emulator, a program of its own: it forwards frames between two interfaces and
// needs neither Node nor the addon.
import { compileObjects } from './compile-objects.ts'
import { languageFlags } from './flavours.ts'
import { linkBinary } from './link-binary.ts'
import { sourceFiles } from './source-files.ts'

const COMPILER = 'g++'

/**
 * @returns whether something had to be built; 'no sources yet' in a checkout without the emulator
 * @throws {Failure} with the compiler's or linker's words
 */
export async function buildLinkEmulator(): Promise<'built' | 'up to date' | 'no sources yet'> {
  const sources = sourceFiles('dataplane/lab/link-emulator')
  if (sources.length === 0) return 'no sources yet'
  const flags = [...languageFlags, '-O2', '-g1']
  const objects = await compileObjects({
    compiler: COMPILER,
    objectFolder: 'out/obj/link-emulator',
    sources: sources.map((file) => ({ file, flags })),
    fingerprint: '',
  })
  const linked = await linkBinary({
    compiler: COMPILER,
    objects,
    archives: [],
    flags: ['-static-libstdc++', '-static-libgcc', '-Wl,-z,relro,-z,now', '-lpthread'],
    output: 'out/link-emulator',
  })
  return linked ? 'built' : 'up to date'
}
