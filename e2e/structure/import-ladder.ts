// Judges a module graph by the table of import-rules.ts.
import { folderRules, workspacePackages, type FolderRule } from './import-rules.ts'
import type { Import, ModuleGraph } from './module-graph.ts'

const TEST_FILE = /\.(test|spec)\.ts$/

/** @returns one sentence a violation, naming the file, the rule broken and its reason */
export function ladderViolations(graph: ModuleGraph): string[] {
  return [...graph].flatMap(([path, { imports }]) => {
    const rule = ruleFor(path)
    if (rule === undefined) {
      return [`${path} is in a folder without a rule: add one to e2e/structure/import-rules.ts`]
    }
    return imports.flatMap((imported) => violation(path, rule, imported) ?? [])
  })
}

function violation(path: string, rule: FolderRule, imported: Import): string | undefined {
  switch (imported.kind) {
    case 'unresolved':
      return `${path} imports ${imported.specifier}, which names no file`
    case 'file':
      return fileViolation(path, rule, imported.target)
    case 'workspace':
      return stepViolation(path, rule, imported.target)
    case 'node':
    case 'package':
      return purityViolation(path, rule, imported)
  }
}

function fileViolation(path: string, rule: FolderRule, target: string): string | undefined {
  for (const [name, folder] of workspacePackages) {
    if (isInside(target, folder) && !isInside(path, folder)) {
      return `${path} reaches into ${target}: import it from '${name}', by its exports`
    }
  }
  return stepViolation(path, rule, target)
}

function stepViolation(path: string, rule: FolderRule, target: string): string | undefined {
  const targetFolder = ruleFor(target)?.folder
  if (targetFolder === undefined || targetFolder === rule.folder) return undefined
  if (rule.mayImport.includes(targetFolder)) return undefined
  return `${path} imports ${target}: ${rule.folder} may not import ${targetFolder}, because ${rule.why}`
}

function purityViolation(
  path: string,
  rule: FolderRule,
  imported: Extract<Import, { kind: 'node' | 'package' }>,
): string | undefined {
  if (rule.purePackages === undefined || TEST_FILE.test(path)) return undefined
  if (imported.kind === 'package' && rule.purePackages.includes(imported.name)) return undefined
  return `${path} imports ${imported.specifier}: ${rule.folder} is pure, because ${rule.why}`
}

function ruleFor(path: string): FolderRule | undefined {
  return folderRules
    .filter(({ folder }) => isInside(path, folder))
    .sort((a, b) => b.folder.length - a.folder.length)[0]
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}
