// `node scripts/bootstrap.mjs <purpose>`: makes a fresh clone on a fresh machine ready for a command,
// before that command. npm calls it (package.json: prestart, pretest …) with whatever Node is there,
// so it and what it imports use Node's built-in modules only and no TypeScript.
import { withCheckoutLock } from './checkout-lock.mjs'
import { Failure, runScript } from './failure.mjs'
import { installNpmPackages, projectNode } from './install-npm-packages.mjs'
import { installSystemPackages } from './install-system-packages.mjs'
import { requireNodeVersion } from './node-version.mjs'
import { step } from './progress.mjs'
import { projectRoot } from './project-root.mjs'
import { passThrough } from './run-command.mjs'
import { purposes } from './system-packages.mjs'

/**
 * What is built before the command itself runs; commands that build are not here.
 * @type {Partial<Record<import('./system-packages.mjs').Purpose, readonly string[]>>}
 */
const buildArguments = { start: [], test: [], bench: ['--flavour', 'bench'] }

await runScript(async () => {
  requireNodeVersion(process.versions.node)
  const purpose = purposes.find((name) => name === process.argv[2])
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
})
