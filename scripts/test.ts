// `npm test -- [--only stage …]`: runs every test that this machine can run, and says which it could
// not and why. The last line is the sum: "N passed, N failed, N skipped".
import { parseArgs } from 'node:util'
import { Failure, runScript } from './failure.mjs'
import { avoidableSkips, sumOf, summaryLine, type Tally } from './tally.ts'
import { stages, type Stage } from './test-stages.ts'

await runScript(async () => {
  const tallies: Tally[] = []
  for (const stage of selectedStages()) tallies.push(await runStage(stage))
  const total = sumOf(tallies)
  process.stdout.write('\n')
  for (const { name, reason } of total.skipped) {
    process.stdout.write(`skipped: ${name}: ${reason}\n`)
  }
  for (const name of total.flaky ?? []) process.stdout.write(`passed at the second try: ${name}\n`)
  for (const name of total.failed) process.stdout.write(`failed: ${name}\n`)
  const avoidable = mustSkipNothing() ? avoidableSkips(total.skipped) : []
  for (const { name } of avoidable) {
    process.stdout.write(`not acceptable in CI, where we are root: the skip of ${name}\n`)
  }
  process.stdout.write(`${summaryLine(total)}\n`)
  if (total.failed.length + avoidable.length > 0) process.exitCode = 1
})

function selectedStages(): readonly Stage[] {
  const { values } = parseArgs({ options: { only: { type: 'string', multiple: true } } })
  const only = (values.only ?? []).flatMap((names) => names.split(','))
  const unknown = only.filter((name) => stages.every((stage) => stage.name !== name))
  if (unknown.length > 0) {
    const names = stages.map(({ name }) => name).join(', ')
    throw new Failure(`no stage ${unknown.join(', ')}; there are: ${names}`)
  }
  return only.length === 0 ? stages : stages.filter(({ name }) => only.includes(name))
}

async function runStage({ name, title, run }: Stage): Promise<Tally> {
  process.stdout.write(`\n== ${name}: ${title}\n`)
  const startedAt = performance.now()
  const tally = await runOrFail(name, run)
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`== ${name}: ${summaryLine(tally)}, ${seconds} s\n`)
  return tally
}

/** A stage that cannot even run, for instance because something does not compile, has failed. */
async function runOrFail(name: string, run: Stage['run']): Promise<Tally> {
  try {
    return await run()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    process.stdout.write(`${error.message}\n`)
    return { passed: 0, failed: [name], skipped: [] }
  }
}

/** On a machine of CI, root can install and may do everything: a test that did not run is a gap. */
function mustSkipNothing(): boolean {
  return process.env['CI'] === 'true' && process.getuid?.() === 0
}
