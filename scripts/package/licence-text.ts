// The copyright file of the package: its own licence, and those of all that is inside it.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from '../project-root.mjs'

/** Linked into the addon; as Debian's packages of them say it. */
const linkedLibraries = ['libssl-dev', 'libipsec-mb-dev']

const programs = ['vip', 'vipd', 'vip-ui', 'static-tunnel', 'vip-client']

/** Of the pages, which have no map that would tell. What these depend on is in them, too. */
const packagesOfPages = [
  ...['react', 'react-dom', 'zustand', '@base-ui/react', 'lucide-react', 'uplot', 'tailwindcss'],
  ...['@fontsource-variable/inter', '@fontsource-variable/jetbrains-mono'],
]

export function licenceText(): string {
  const own = readFileSync(join(projectRoot, 'LICENSE'), 'utf8')
  const npm = [...new Set([...bundledPackages(), ...withDependencies(packagesOfPages)])].sort()
  const node = `node-linux-${process.arch}`
  const sections = [
    ...npm.map((name) => section(name, licenceOf(name))),
    ...linkedLibraries.flatMap((name) => {
      const path = `/usr/share/doc/${name}/copyright`
      return existsSync(path) ? [section(name, readFileSync(path, 'utf8'))] : []
    }),
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
  const maps = programs.map((name) => join(projectRoot, 'out', `${name}.mjs.map`))
  const sources = maps
    .filter((path) => existsSync(path))
    .flatMap((path) => (JSON.parse(readFileSync(path, 'utf8')) as { sources: string[] }).sources)
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
  if (file !== undefined) return readFileSync(join(folder, file), 'utf8')
  return `${manifestOf(name).license ?? 'unknown'}; the package has no text of it`
}

function manifestOf(name: string): { license?: string; dependencies?: Record<string, string> } {
  const path = join(projectRoot, 'node_modules', name, 'package.json')
  return JSON.parse(readFileSync(path, 'utf8')) as { license?: string }
}
