// Makes a fresh clone on a fresh machine ready for a command, each step only when it is needed: system
// packages, npm packages, then what the command runs.
import { withCheckoutLock } from './checkout-lock.mjs'
import { Failure } from './failure.mjs'
import { installNpmPackages, projectNode } from './install-npm-packages.mjs'
import { installSystemPackages } from './install-system-packages.mjs'
import { step } from './progress.mjs'
import { projectRoot } from './project-root.mjs'
import { passThrough } from './run-command.mjs'
import { purposes } from './system-packages.mjs'

/**
 * What is built before the command itself runs; commands that build are not here.
 * @type {Partial<Record<import('./system-packages.mjs').Purpose, readonly string[]>>}
 */
const buildArguments = { package: [], start: [], test: [], bench: ['--flavour', 'bench'] }

/**
 * @param {string | undefined} word the purpose, as given on the command line
 * @throws {Failure} when the word is no purpose, or a step fails
 */
export async function prepare(word) {
  const purpose = purposes.find((name) => name === word)
  if (purpose === undefined) {
    throw new Failure(`usage: node scripts/bootstrap.mjs ${purposes.join(' | ')}`)
  }
  await withCheckoutLock('install', async () => {
    await step('system packages', (report) => installSystemPackages(purpose, report))
    await step('npm packages', installNpmPackages)
  })
  const build = buildArguments[purpose]
  if (build === undefined) return
  const argv = [projectNode, 'scripts/build.ts', ...build]
  const { status } = await passThrough(argv, { cwd: projectRoot })
  if (status !== 0) process.exitCode = status
}
