// Compiles the UDP sender and receiver into out/bench/ when a source is newer than the program.
import { existsSync, mkdirSync, readdirSync, renameSync, statSync } from 'node:fs'
import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const folder = fileURLToPath(new URL('.', import.meta.url))
const program = fileURLToPath(new URL('../../out/bench/udp-load', import.meta.url))
const flags = ['-std=c++20', '-O2', '-fno-exceptions', '-Wall', '-Wextra', '-Werror']

/**
 * @returns the program's absolute path
 * @throws with the compiler's words
 */
export function buildUdpLoad(): string {
  const sources = readdirSync(folder)
    .filter((name) => /\.(cc|h)$/.test(name))
    .map((name) => join(folder, name))
  if (isNewerThanAll(program, sources)) return program
  mkdirSync(dirname(program), { recursive: true })
  const units = sources.filter((name) => name.endsWith('.cc'))
  // Renamed into place: nobody runs half a program.
  const argv = [...flags, ...units, '-o', `${program}.new`]
  const { status, stderr, error } = spawnSync('g++', argv, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`udp-load does not compile:\n${error?.message ?? stderr}`)
  renameSync(`${program}.new`, program)
  return program
}

function isNewerThanAll(target: string, sources: readonly string[]): boolean {
  if (!existsSync(target)) return false
  const madeMs = statSync(target).mtimeMs
  return sources.every((source) => statSync(source).mtimeMs < madeMs)
}
