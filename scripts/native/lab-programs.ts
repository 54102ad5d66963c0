// Builds the lab's native programs, each from a folder of its own and what they share: they need
// neither Node nor the addon.
import { compileObjects } from './compile-objects.ts'
import { languageFlags } from './flavours.ts'
import { linkBinary } from './link-binary.ts'
import { sourceFiles } from './source-files.ts'

const COMPILER = 'g++'

/** Folders under dataplane/lab/, which are the programs' names too. */
export const labPrograms = ['link-emulator', 'sequence-stream', 'host-mover'] as const
export type LabProgram = (typeof labPrograms)[number]

/**
 * @returns whether something had to be built; 'no sources yet' in a checkout without the program
 * @throws {Failure} with the compiler's or linker's words
 */
export async function buildLabProgram(
  program: LabProgram,
): Promise<'built' | 'up to date' | 'no sources yet'> {
  const sources = sourceFiles(`dataplane/lab/${program}`)
  if (sources.length === 0) return 'no sources yet'
  const flags = [...languageFlags, '-O2', '-g1']
  const objects = await compileObjects({
    compiler: COMPILER,
    objectFolder: `out/obj/${program}`,
    sources: sources.map((file) => ({ file, flags })),
    fingerprint: '',
  })
  const linked = await linkBinary({
    compiler: COMPILER,
    objects,
    archives: [],
    flags: ['-static-libstdc++', '-static-libgcc', '-Wl,-z,relro,-z,now', '-lpthread'],
    output: `out/${program}`,
  })
  return linked ? 'built' : 'up to date'
}
