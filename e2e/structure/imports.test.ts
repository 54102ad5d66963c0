// The import ladder holds in this checkout, and the checker sees violations that are planted.
import { describe, expect, it } from 'vitest'
import { importCycles } from './import-cycles.ts'
import { ladderViolations } from './import-ladder.ts'
import { readModuleGraph } from './module-graph.ts'
import { readSourceTree } from './source-tree.ts'

const root = new URL('../..', import.meta.url).pathname

function graphOf(files: Record<string, string>) {
  return readModuleGraph(new Map(Object.entries(files)))
}

describe('this checkout', () => {
  const graph = readModuleGraph(readSourceTree(decodeURIComponent(root)))

  it('is read at all', () => {
    expect([...graph.keys()]).toContain('e2e/structure/imports.test.ts')
    expect([...graph.keys()]).toContain('scripts/build.ts')
  })

  it('keeps to the import ladder', () => {
    expect(ladderViolations(graph)).toEqual([])
  })

  it('has no import cycle', () => {
    expect(importCycles(graph)).toEqual([])
  })
})

describe('a planted violation', () => {
  it.each([
    ['a static import', "import { b } from '../lab/b.ts'"],
    ['a type import', "import type { B } from '../lab/b.ts'"],
    ['a re-export', "export { b } from '../lab/b.ts'"],
    ['an export of all', "export * from '../lab/b.ts'"],
    ['a dynamic import', "const b = await import('../lab/b.ts')"],
    ['an import inside a type', "export type B = import('../lab/b.ts').B"],
  ])('is seen as %s', (_form, source) => {
    const graph = graphOf({ 'dataplane/lib/a.ts': source, 'dataplane/lab/b.ts': '' })
    expect(ladderViolations(graph)).toEqual([
      expect.stringContaining('dataplane/lib may not import dataplane/lab'),
    ])
  })

  it('is not seen in a comment or a string', () => {
    const graph = graphOf({
      'dataplane/lib/a.ts': "// import '../lab/b.ts'\nexport const a = \"import '../lab/b.ts'\"",
      'dataplane/lab/b.ts': '',
    })
    expect(ladderViolations(graph)).toEqual([])
  })

  it('is a step between siblings', () => {
    const graph = graphOf({
      'dataplane/mobility/a.ts': "import '../naming/b.ts'",
      'dataplane/naming/b.ts': '',
    })
    expect(ladderViolations(graph)).toHaveLength(1)
  })

  it('is a Node module or a foreign package in a pure folder, but not in its tests', () => {
    const source = "import 'node:fs'\nimport 'vitest'\nimport 'valibot'"
    const graph = graphOf({
      'dataplane/contract/a.ts': source,
      'dataplane/contract/a.test.ts': source,
    })
    expect(ladderViolations(graph)).toEqual([
      expect.stringContaining('dataplane/contract/a.ts imports node:fs'),
      expect.stringContaining('dataplane/contract/a.ts imports vitest'),
    ])
  })

  it('is a way into a package around its entry', () => {
    const graph = graphOf({
      'dataplane/tunnel/a.ts': "import '../tun-tap/netlink.ts'\nimport 'tun-tap/netlink'",
      'dataplane/tun-tap/package.json': '{"exports":{"./netlink":"./netlink.ts"}}',
      'dataplane/tun-tap/netlink.ts': '',
    })
    expect(ladderViolations(graph)).toEqual([
      expect.stringContaining('reaches into dataplane/tun-tap/netlink.ts'),
    ])
  })

  it('is a name that a package does not export', () => {
    const graph = graphOf({
      'dataplane/tunnel/a.ts': "import 'tun-tap/threads'",
      'dataplane/tun-tap/package.json': '{"exports":{"./netlink":"./netlink.ts"}}',
    })
    expect(ladderViolations(graph)).toEqual([expect.stringContaining('names no file')])
  })

  it('is a path to nothing, and an import that nobody can follow', () => {
    const graph = graphOf({
      'dataplane/lib/a.ts': "import './gone.ts'\nexport const load = (f: string) => import(f)",
    })
    expect(ladderViolations(graph)).toHaveLength(2)
  })

  it('is a folder that nobody decided on', () => {
    expect(ladderViolations(graphOf({ 'extra/a.ts': '' }))).toEqual([
      expect.stringContaining('without a rule'),
    ])
  })

  it('is a cycle over a package', () => {
    const graph = graphOf({
      'dataplane/tun-tap/package.json': '{"exports":"./tun-tap.ts"}',
      'dataplane/tun-tap/tun-tap.ts': "import type { A } from './a.ts'",
      'dataplane/tun-tap/a.ts': "import { b } from 'tun-tap'",
    })
    expect(importCycles(graph)).toHaveLength(1)
  })

  it('is a cycle, also one of types alone', () => {
    const graph = graphOf({
      'dataplane/lib/a.ts': "import type { B } from './b.ts'",
      'dataplane/lib/b.ts': "export { c } from './c.ts'",
      'dataplane/lib/c.ts': "import type { A } from './a.ts'",
    })
    expect(importCycles(graph)).toEqual([
      'dataplane/lib/a.ts -> dataplane/lib/b.ts -> dataplane/lib/c.ts -> dataplane/lib/a.ts',
    ])
  })
})
