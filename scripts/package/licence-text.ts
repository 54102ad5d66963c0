// The copyright file of the package: its own licence, and those of all that is inside it.
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { bundleEntries } from '../bundle/entries.ts'
import { Failure } from '../failure.mjs'
import { findCryptoLibraries } from '../native/crypto-libraries.ts'
import { projectRoot } from '../project-root.mjs'

/** Linked into the addon; what they are from says their licence. */
const packageOfArchive: Readonly<Record<string, string>> = {
  'libcrypto.a': 'libssl-dev',
  'libIPSec_MB.a': 'libipsec-mb-dev',
}

/** Of the desktop app, too, which comes with the same text. */
const bundles = bundleEntries.filter(({ onlyIn = 'out' }) => onlyIn === 'out')

/** Of the pages, which have no map that would tell. What these depend on is in them, too. */
const packagesOfPages = [
  ...['react', 'react-dom', 'zustand', '@base-ui/react', 'lucide-react', 'uplot', 'tailwindcss'],
  ...['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'],
]

/** @throws {Failure} where one is missing: nothing is given away without its licence */
export async function licenceText(): Promise<string> {
  const own = read(join(projectRoot, 'LICENSE'))
  const npm = [...new Set([...bundledPackages(), ...withDependencies(packagesOfPages)])].sort()
  const { archives } = await findCryptoLibraries('g++')
  const libraries = archives.map((path) => packageOfArchive[basename(path)] ?? basename(path))
  const node = `node-linux-${process.arch}`
  const sections = [
    ...npm.map((name) => section(name, licenceOf(name))),
    ...libraries.map((name) => section(name, read(`/usr/share/doc/${name}/copyright`))),
    section('Node.js', licenceOf(node)),
  ]
  return `VIP\n\n${own}\nIt comes with the following, each under its own licence.\n${sections.join('')}`
}

function section(name: string, text: string): string {
  const rule = '-'.repeat(72)
  return `\n${rule}\n${name}\n${rule}\n\n${text.trim()}\n`
}

/** What the maps of the bundles name. */
function bundledPackages(): string[] {
  const maps = bundles.map(({ output }) => read(join(projectRoot, 'out', `${output}.map`)))
  const sources = maps.flatMap((map) => (JSON.parse(map) as { sources: string[] }).sources)
  return sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1] ?? [])
}

function withDependencies(names: readonly string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue
    found.add(name)
    withDependencies(Object.keys(manifestOf(name).dependencies ?? {}), found)
  }
  return found
}

/** Its own file; without one, what its manifest says. */
function licenceOf(name: string): string {
  const folder = join(projectRoot, 'node_modules', name)
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each))
  if (file !== undefined) return read(join(folder, file))
  const { license } = manifestOf(name)
  if (license === undefined) throw new Failure(`the npm package ${name} says no licence`)
  return `${license}; the package has no text of it`
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    const { message } = error as Error
    throw new Failure(`a licence, or what tells whose are needed, cannot be read: ${message}`)
  }
}

function manifestOf(name: string): { license?: string; dependencies?: Record<string, string> } {
  const path = join(projectRoot, 'node_modules', name, 'package.json')
  return JSON.parse(read(path)) as { license?: string }
}
