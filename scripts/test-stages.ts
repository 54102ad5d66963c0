// The stages of `npm test`, in the order in which they run: the quickest to fail comes first.
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildBundles } from './bundle/bundle.ts'
import { buildAddon } from './native/addon.ts'
import { outputFolder } from './native/flavours.ts'
import { FUZZ_COMPILER, fuzzTargets } from './native/fuzz-targets.ts'
import { projectRoot } from './project-root.mjs'
import { capture, passThrough } from './run-command.mjs'
import { runChecks } from './run-checks.ts'
import { runFuzz } from './run-fuzz.ts'
import { sanitizerEnvironment } from './sanitizer-environment.ts'
import type { Tally } from './tally.ts'
import { tool, toolEnvironment } from './tools.ts'

export type Stage = {
  /** What `--only` calls it. */
  name: string
  title: string
  run: () => Promise<Tally>
}

const FUZZ_SECONDS = 60

export const stages: readonly Stage[] = [
  { name: 'check', title: 'types, lint, format, structure', run: runChecks },
  { name: 'unit', title: 'unit tests', run: () => runVitest(['--project', 'unit']) },
  {
    name: 'main',
    title: 'tests of the app, with coverage',
    run: () => runVitest(['--project', 'main', '--coverage']),
  },
  { name: 'lab', title: 'tests in network namespaces', run: () => runVitest(['--project', 'lab']) },
  { name: 'app', title: 'the app in a browser', run: () => runVitest(['--project', 'app']) },
  { name: 'fuzz', title: `fuzzing of the native parsers, ${FUZZ_SECONDS} s`, run: fuzzForAMinute },
  { name: 'sanitize', title: 'native tests with address and UB sanitizers', run: runSanitized },
]

async function runVitest(
  selection: readonly string[],
  env: NodeJS.ProcessEnv = toolEnvironment(),
): Promise<Tally> {
  const tallyFile = join(tmpdir(), `vip-tally-${process.pid}.json`)
  const reporter = join(projectRoot, 'scripts', 'tally-reporter.ts')
  const argv = [tool('vitest'), 'run', '--passWithNoTests', '--reporter=default', ...selection]
  const { status } = await passThrough([...argv, `--reporter=${reporter}`], {
    cwd: projectRoot,
    env: { ...env, VIP_TALLY_FILE: tallyFile },
  })
  const tally = readTally(tallyFile)
  if (tally === undefined) {
    // Without tests there is no report; without a report but with a status, vitest itself broke.
    return { passed: 0, failed: status === 0 ? [] : [`vitest (status ${status})`], skipped: [] }
  }
  const isUnexplained = status !== 0 && tally.failed.length === 0
  return isUnexplained ? { ...tally, failed: [`vitest (status ${status})`] } : tally
}

function readTally(file: string): Tally | undefined {
  if (!existsSync(file)) return undefined
  const tally = JSON.parse(readFileSync(file, 'utf8')) as Tally
  rmSync(file)
  return tally
}

async function fuzzForAMinute(): Promise<Tally> {
  const targets = fuzzTargets()
  if (targets.length === 0) return { passed: 0, failed: [], skipped: [] }
  if (!(await isInstalled(FUZZ_COMPILER))) {
    const reason = `${FUZZ_COMPILER} is not installed`
    return { passed: 0, failed: [], skipped: targets.map(({ name }) => ({ name, reason })) }
  }
  return runFuzz(targets, { kind: 'seconds', total: FUZZ_SECONDS })
}

async function runSanitized(): Promise<Tally> {
  const result = await buildAddon('sanitize')
  if (result.kind === 'no-sources') return { passed: 0, failed: [], skipped: [] }
  await buildBundles(outputFolder('sanitize'))
  return runVitest(['dataplane/tun-tap/', 'e2e/lab/hostile'], await sanitizerEnvironment())
}

async function isInstalled(program: string): Promise<boolean> {
  return capture([program, '--version']).then(
    ({ status }) => status === 0,
    () => false,
  )
}
