// Compiles C++ sources to object files, as many at once as there are processors, and leaves alone
// those whose source, headers, flags and compiler are what they were.
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { hashOf, hashOfFiles, hasStamp, writeStamp } from '../content-hash.mjs'
import { Failure } from '../failure.mjs'
import { projectRoot } from '../project-root.mjs'
import { capture } from '../run-command.mjs'

export type Compilation = {
  compiler: string
  /** Folder for the objects, relative to the project's root. */
  objectFolder: string
  /** Sources relative to the project's root, each with its own flags. */
  sources: readonly { file: string; flags: readonly string[] }[]
  /** Anything else that the objects depend on, such as the libraries' versions. */
  fingerprint: string
}

export type CompiledObjects = {
  /** Object files relative to the project's root, in the order of the sources. */
  objects: readonly string[]
  compiledCount: number
  /** Equal only if all objects are built from equal inputs. */
  hash: string
}

/** @throws {Failure} with the compiler's words when a source does not compile */
export async function compileObjects(compilation: Compilation): Promise<CompiledObjects> {
  const compilerVersion = await versionOf(compilation.compiler)
  const results: { object: string; hash: string; compiled: boolean }[] = []
  const queue = [...compilation.sources.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const [index, { file, flags }] = next
      const settings = hashOf([compilerVersion, compilation.fingerprint, ...flags])
      results[index] = await compileObject(compilation, file, flags, settings)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return {
    objects: results.map(({ object }) => object),
    compiledCount: results.filter(({ compiled }) => compiled).length,
    hash: hashOf(results.flatMap(({ object, hash }) => [object, hash])),
  }
}

async function compileObject(
  { compiler, objectFolder }: Compilation,
  file: string,
  flags: readonly string[],
  settings: string,
): Promise<{ object: string; hash: string; compiled: boolean }> {
  const object = join(objectFolder, `${file}.o`)
  const dependencyFile = join(objectFolder, `${file}.d`)
  const stampFile = join(projectRoot, `${object}.stamp`)
  const known = inputHash(file, dependencyFile, settings)
  if (existsSync(join(projectRoot, object)) && hasStamp(stampFile, known)) {
    return { object, hash: known, compiled: false }
  }
  mkdirSync(dirname(join(projectRoot, object)), { recursive: true })
  const argv = [compiler, ...flags, '-MMD', '-MF', dependencyFile, '-c', file, '-o', object]
  // Relative paths and this map keep the builder's folders out of the debug information.
  const result = await capture([...argv, `-ffile-prefix-map=${projectRoot}=.`], {
    cwd: projectRoot,
  })
  if (result.status !== 0) throw new Failure(`${file} does not compile:\n${result.output}`)
  const hash = inputHash(file, dependencyFile, settings)
  writeStamp(stampFile, hash)
  return { object, hash, compiled: true }
}

function inputHash(file: string, dependencyFile: string, settings: string): string {
  const path = join(projectRoot, dependencyFile)
  const headers = existsSync(path) ? parseDependencies(readFileSync(path, 'utf8')) : []
  const absolute = [file, ...headers].map((name) => join(projectRoot, name))
  return hashOf([settings, hashOfFiles(absolute)])
}

/**
 * Reads the makefile rule that `-MMD` writes: `object: source header \`, newline, `header …`, where a
 * space inside a name is written `\ `. System headers are not in it.
 */
export function parseDependencies(rule: string): string[] {
  const prerequisites = rule.slice(rule.indexOf(':') + 1).replaceAll('\\\n', ' ')
  return [...prerequisites.matchAll(/(?:\\ |\S)+/g)].map(([name]) => name.replaceAll('\\ ', ' '))
}

async function versionOf(compiler: string): Promise<string> {
  const result = await capture([compiler, '--version'])
  if (result.status !== 0) throw new Failure(`${compiler} --version failed:\n${result.output}`)
  return result.output
}
