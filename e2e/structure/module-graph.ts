// Finds what each TypeScript module imports, with the parser that also bundles them (oxc, by way of
// rolldown): a pattern would be fooled by comments, strings and line breaks.
import { posix } from 'node:path'
import { parseSync, Visitor } from 'rolldown/utils'
import { workspacePackages } from './import-rules.ts'
import type { SourceTree } from './source-tree.ts'

export type Import =
  | { kind: 'file'; specifier: string; target: string }
  | { kind: 'workspace'; specifier: string; target: string }
  | { kind: 'package'; specifier: string; name: string }
  | { kind: 'node'; specifier: string }
  /** A relative path to nothing, or an import whose argument is computed. */
  | { kind: 'unresolved'; specifier: string }

export type Module = {
  imports: readonly Import[]
  /** Whether it holds nothing but `export … from`. */
  isBarrel: boolean
}

/** Path relative to the root, to what the module there imports. */
export type ModuleGraph = ReadonlyMap<string, Module>

const MODULE = /\.(ts|tsx|mts|mjs)$/

/** @throws {Error} when a source does not parse */
export function readModuleGraph(tree: SourceTree): ModuleGraph {
  const graph = new Map<string, Module>()
  for (const [path, text] of tree) {
    if (MODULE.test(path)) graph.set(path, readModule(path, text, tree))
  }
  return graph
}

function readModule(path: string, text: string, tree: SourceTree): Module {
  const { module, program, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path} does not parse: ${error.message}`)
  const specifiers = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports
      .flatMap(({ entries }) => entries)
      .flatMap(({ moduleRequest }) => (moduleRequest === null ? [] : [moduleRequest.value])),
    ...module.dynamicImports.map(({ moduleRequest }) =>
      literal(text.slice(moduleRequest.start, moduleRequest.end)),
    ),
    ...typeQueries(program),
  ]
  const isReExport = (node: { type: string; source?: unknown }) =>
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && node.source !== null)
  return {
    imports: [...new Set(specifiers)].map((specifier) => resolve(path, specifier, tree)),
    isBarrel: program.body.length > 0 && program.body.every(isReExport),
  }
}

/** The modules named by `import('…')` in a type, which the module record leaves out. */
function typeQueries(program: Parameters<Visitor['visit']>[0]): string[] {
  const found: string[] = []
  new Visitor({
    TSImportType(node) {
      found.push(node.source.value)
    },
  }).visit(program)
  return found
}

function literal(source: string): string {
  return /^(['"`])([^$]*)\1$/.exec(source)?.[2] ?? `(computed: ${source})`
}

function resolve(from: string, specifier: string, tree: SourceTree): Import {
  if (specifier.startsWith('.')) {
    const target = posix.join(posix.dirname(from), specifier)
    return tree.has(target)
      ? { kind: 'file', specifier, target }
      : { kind: 'unresolved', specifier }
  }
  if (specifier.startsWith('(computed')) return { kind: 'unresolved', specifier }
  if (specifier.startsWith('node:')) return { kind: 'node', specifier }
  for (const [name, folder] of workspacePackages) {
    if (specifier !== name && !specifier.startsWith(`${name}/`)) continue
    const target = exportedFile(folder, `.${specifier.slice(name.length)}`, tree)
    return target === undefined
      ? { kind: 'unresolved', specifier }
      : { kind: 'workspace', specifier, target }
  }
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
  return { kind: 'package', specifier, name }
}

/** @param subpath `.` or `./name`, as in `exports` of the package in `folder` */
function exportedFile(folder: string, subpath: string, tree: SourceTree): string | undefined {
  const manifest: unknown = JSON.parse(tree.get(`${folder}/package.json`) ?? '{}')
  const { exports } = manifest as { exports?: string | Record<string, string> }
  const target = typeof exports === 'string' ? { '.': exports }[subpath] : exports?.[subpath]
  return target === undefined ? undefined : posix.join(folder, target)
}
