// Runs the programs of the development packages (tsc, oxlint, vitest …) on the project's own Node,
// also when a script was started outside of npm, which would otherwise see to that by PATH.
import { delimiter, join } from 'node:path'
import { projectRoot } from './project-root.mjs'

const programFolder = join(projectRoot, 'node_modules', '.bin')

/** @returns the absolute path of a development package's program */
export function tool(name: string): string {
  return join(programFolder, name)
}

/** The environment for such programs: their `#!/usr/bin/env node` finds the project's Node first. */
export function toolEnvironment(additions: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const path = process.env['PATH'] ?? ''
  return { ...process.env, PATH: `${programFolder}${delimiter}${path}`, ...additions }
}
