// Builds the libFuzzer targets: each file of `dataplane/tun-tap/fuzz/` with all of `core/`.
import { compileObjects, type CompiledObjects } from './compile-objects.ts'
import { findCryptoLibraries } from './crypto-libraries.ts'
import { languageFlags } from './flavours.ts'
import { linkBinary } from './link-binary.ts'
import { sourceFiles } from './source-files.ts'

export const FUZZ_COMPILER = 'clang++'

const PACKAGE_FOLDER = 'dataplane/tun-tap'
const OBJECT_FOLDER = 'out/obj/fuzz'
const SANITIZERS = 'address,undefined'

export type FuzzTarget = {
  /** The source's name without `.cc`. */
  name: string
  /** The program, relative to the project's root. */
  program: string
}

/** @returns the targets that this checkout has, built or not */
export function fuzzTargets(): FuzzTarget[] {
  return sourceFiles(`${PACKAGE_FOLDER}/fuzz`).map((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1, -'.cc'.length)
    return { name, program: `out/fuzz/${name}` }
  })
}

/** @throws {Failure} with the compiler's or linker's words */
export async function buildFuzzTargets(targets: readonly FuzzTarget[]): Promise<void> {
  const crypto = await findCryptoLibraries(FUZZ_COMPILER)
  const compile = (files: readonly string[]) =>
    compileObjects({
      compiler: FUZZ_COMPILER,
      objectFolder: OBJECT_FOLDER,
      sources: files.map((file) => ({ file, flags: [...compileFlags, ...crypto.definitions] })),
      fingerprint: crypto.fingerprint,
    })
  const core = await compile(sourceFiles(`${PACKAGE_FOLDER}/core`))
  for (const { name, program } of targets) {
    const target = await compile([`${PACKAGE_FOLDER}/fuzz/${name}.cc`])
    await linkBinary({
      compiler: FUZZ_COMPILER,
      objects: together(target, core),
      archives: crypto.archives,
      flags: [`-fsanitize=fuzzer,${SANITIZERS}`, '-lpthread'],
      output: program,
    })
  }
}

const compileFlags: readonly string[] = [
  ...languageFlags,
  '-O2',
  '-g',
  `-fsanitize=fuzzer-no-link,${SANITIZERS}`,
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
  `-I${PACKAGE_FOLDER}`,
]

function together(a: CompiledObjects, b: CompiledObjects): CompiledObjects {
  return {
    objects: [...a.objects, ...b.objects],
    compiledCount: a.compiledCount + b.compiledCount,
    hash: `${a.hash}${b.hash}`,
  }
}
