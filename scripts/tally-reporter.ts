// A vitest reporter that writes the run's tally, with the reason of each skip, as JSON to the file
// that VIP_TALLY_FILE names. (Vitest's own JSON report leaves the reasons out.)
import { writeFileSync } from 'node:fs'
import type { Reporter, SerializedError, TestCase, TestModule } from 'vitest/node'
import type { Skip, Tally } from './tally.ts'

const MAX_ERROR_LINES = 12

export default class TallyReporter implements Reporter {
  onTestRunEnd(
    modules: readonly TestModule[],
    unhandledErrors: readonly SerializedError[],
    reason: 'passed' | 'interrupted' | 'failed',
  ): void {
    const file = process.env['VIP_TALLY_FILE']
    if (file === undefined) return
    const tally = tallyOf(modules, unhandledErrors)
    const isUnexplained = reason !== 'passed' && tally.failed.length === 0
    const failed = isUnexplained ? [`vitest (${reason})`] : tally.failed
    writeFileSync(file, JSON.stringify({ ...tally, failed }))
  }
}

function tallyOf(
  modules: readonly TestModule[],
  unhandledErrors: readonly SerializedError[],
): Tally {
  let passed = 0
  const failed = unhandledErrors.map(({ message }) => `unhandled error: ${message}`)
  const skipped: Skip[] = []
  const flaky: string[] = []
  for (const module of modules) {
    const brokenSuites = [module, ...module.children.allSuites()].filter(
      (suite) => suite.errors().length > 0,
    )
    for (const suite of brokenSuites) {
      failed.push(suite.type === 'module' ? suite.relativeModuleId : suite.fullName)
    }
    for (const test of module.children.allTests()) {
      const result = test.result()
      if (result.state === 'passed') passed += 1
      else if (result.state === 'failed') failed.push(nameOf(test) + errorsOf(result))
      else skipped.push({ name: nameOf(test), reason: noteOf(result) })
      if (test.diagnostic()?.flaky === true) flaky.push(nameOf(test) + errorsOf(result))
    }
  }
  return { passed, failed, skipped, flaky }
}

function nameOf(test: TestCase): string {
  return `${test.module.relativeModuleId}: ${test.fullName}`
}

/** What went wrong, indented, for the end of the report, where it is found in a cut log, too. */
function errorsOf({ errors = [] }: ReturnType<TestCase['result']>): string {
  const lines = errors.flatMap(({ message }) => message.split('\n').slice(0, MAX_ERROR_LINES))
  return lines.map((line) => `\n    ${line}`).join('')
}

function noteOf(result: ReturnType<TestCase['result']>): string {
  return 'note' in result && result.note !== undefined ? result.note : 'no reason given'
}
