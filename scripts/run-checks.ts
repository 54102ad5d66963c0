// Runs the checks, as many at once as there are processors. What a check prints is shown when it fails.
import { availableParallelism } from 'node:os'
import { checks, type Check } from './check-list.ts'
import { projectRoot } from './project-root.mjs'
import { capture } from './run-command.mjs'
import type { Tally } from './tally.ts'
import { toolEnvironment } from './tools.ts'

const NAME_COLUMNS = 26

export async function runChecks(): Promise<Tally> {
  let passed = 0
  const failed: string[] = []
  const queue = checks()
  const worker = async () => {
    for (let check = queue.shift(); check !== undefined; check = queue.shift()) {
      if (await passes(check)) passed += 1
      else failed.push(check.name)
    }
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
  return { passed, failed, skipped: [] }
}

async function passes({ name, argv }: Check): Promise<boolean> {
  const startedAt = performance.now()
  const { status, output } = await capture(argv, { cwd: projectRoot, env: toolEnvironment() })
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  const outcome = status === 0 ? 'ok' : 'FAILED'
  process.stdout.write(`  ${name.padEnd(NAME_COLUMNS)}${outcome}, ${seconds} s\n`)
  if (status !== 0) process.stdout.write(`${output.trimEnd()}\n\n`)
  return status === 0
}
