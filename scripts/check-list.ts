// What `npm run check` runs: types, lint, format and structure, each as one command.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './project-root.mjs'
import { tool } from './tools.ts'

export type Check = { name: string; argv: readonly string[] }

const SOURCE_FOLDERS = ['dataplane', 'main', 'renderer', 'bench', 'e2e', 'scripts']

/** Formatting is the slowest check; files whose content has passed before are not parsed again. */
const prettierCache = [
  '--cache',
  '--cache-strategy=content',
  '--cache-location=out/stamp/prettier-cache',
]

export function checks(): Check[] {
  const folders = SOURCE_FOLDERS.filter((folder) => existsSync(join(projectRoot, folder)))
  return [
    ...typeScriptProjects().map((folder) => ({
      name: `types ${folder}`,
      argv: [tool('tsc'), '-p', folder],
    })),
    {
      name: 'lint',
      // Paths are given, because a bare run would also read node_modules.
      argv: [tool('oxlint'), '--type-aware', '--deny-warnings', ...folders, 'vitest.config.ts'],
    },
    {
      name: 'format',
      argv: [tool('prettier'), '--check', '--log-level', 'warn', ...prettierCache, '.'],
    },
    {
      name: 'structure',
      argv: [tool('vitest'), 'run', '--project', 'unit', 'e2e/structure'],
    },
  ]
}

/** The projects that the root tsconfig.json refers to, without those that have no source yet. */
function typeScriptProjects(): string[] {
  const config: unknown = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8'))
  const { references } = config as { references: { path: string }[] }
  return references
    .map(({ path }) => path.replace(/^\.\//, ''))
    .filter((folder) => hasTypeScript(join(projectRoot, folder)))
}

function hasTypeScript(folder: string): boolean {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    /\.tsx?$/.test(name),
  )
}
