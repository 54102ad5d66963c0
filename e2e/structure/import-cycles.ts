// Finds import cycles, those over `import type` included: such files cannot be read one at a time.
import type { ModuleGraph } from './module-graph.ts'

/** @returns each cycle that a depth-first walk meets, as `a.ts -> b.ts -> a.ts` */
export function importCycles(graph: ModuleGraph): string[] {
  const cycles: string[] = []
  const finished = new Set<string>()
  const trail: string[] = []
  const visit = (path: string) => {
    if (finished.has(path)) return
    const seenAt = trail.indexOf(path)
    if (seenAt !== -1) {
      cycles.push([...trail.slice(seenAt), path].join(' -> '))
      return
    }
    trail.push(path)
    for (const imported of graph.get(path)?.imports ?? []) {
      if (imported.kind === 'file' || imported.kind === 'workspace') visit(imported.target)
    }
    trail.pop()
    finished.add(path)
  }
  for (const path of graph.keys()) visit(path)
  return cycles
}
