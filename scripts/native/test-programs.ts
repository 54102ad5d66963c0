// Builds the C++ programs that only tests run: the native unit tests, with sanitizers, and the flooder of the hostile
// specs. Tests may not import scripts, so they run this file: `node scripts/native/test-programs.ts NAME` builds one and
// prints its path.
import { join } from 'node:path'
import { Failure, runScript } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { compileObjects } from './compile-objects.ts'
import { findCryptoLibraries } from './crypto-libraries.ts'
import { flavourFlags, flavourLinkFlags, languageFlags } from './flavours.ts'
import { linkBinary } from './link-binary.ts'
import { sourceFiles } from './source-files.ts'

const COMPILER = 'g++'
const PACKAGE_FOLDER = 'dataplane/tun-tap'

/** @returns the program's absolute path. @throws {Failure} with the compiler's or linker's words */
export async function buildTestProgram(name: string): Promise<string> {
  switch (name) {
    case 'native-tests':
      return buildNativeTests()
    case 'flooder':
      return buildFlooder()
    default:
      throw new Failure(`there is no test program "${name}"; there are: native-tests, flooder`)
  }
}

async function buildNativeTests(): Promise<string> {
  const output = 'out/test/native-tests'
  const crypto = await findCryptoLibraries(COMPILER)
  const flags = [...flavourFlags.sanitize, ...crypto.definitions, `-I${PACKAGE_FOLDER}`]
  const folders = [`${PACKAGE_FOLDER}/core`, `${PACKAGE_FOLDER}/test`]
  const objects = await compileObjects({
    compiler: COMPILER,
    objectFolder: 'out/obj/native-tests',
    sources: folders.flatMap(sourceFiles).map((file) => ({ file, flags })),
    fingerprint: crypto.fingerprint,
  })
  await linkBinary({
    compiler: COMPILER,
    objects,
    archives: crypto.archives,
    flags: [...flavourLinkFlags.sanitize, '-lpthread'],
    output,
  })
  return join(projectRoot, output)
}

async function buildFlooder(): Promise<string> {
  const output = 'out/test/flooder'
  const objects = await compileObjects({
    compiler: COMPILER,
    objectFolder: 'out/obj/flooder',
    sources: sourceFiles('e2e/lab/flooder').map((file) => ({
      file,
      flags: [...languageFlags, '-O2', '-g1'],
    })),
    fingerprint: '',
  })
  await linkBinary({ compiler: COMPILER, objects, archives: [], flags: [], output })
  return join(projectRoot, output)
}

if (import.meta.main) {
  await runScript(async () => {
    process.stdout.write(`${await buildTestProgram(process.argv[2] ?? '')}\n`)
  })
}
